import { AppError } from '../errors/index.js';
import type { Logger } from '../observability/logger.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { Hooks, Services } from '../services/index.js';
import { createDeferredHooks, type DeferredHooks } from './deferred-hooks.js';
import type { GraphwardModule, HookParts, ModuleHooks } from './module.js';

export interface ModuleHooksOptions {
  /** The services, which exist when the first hook runs. */
  readonly services: () => Services;
  readonly log: Logger;
  /** Whether an error means that the database cannot be reached, which a client may retry. */
  readonly isUnavailable: (error: unknown) => boolean;
  readonly deferred?: DeferredHooks;
}

type HookName = keyof ModuleHooks;
type Hook = (subject: unknown, parts: HookParts) => unknown;

/** Composes the hooks of all modules. Each event calls them in the order of the modules. */
export function composeHooks(modules: readonly GraphwardModule[], options: ModuleHooksOptions): Hooks {
  const { services, log, isUnavailable, deferred = createDeferredHooks(log) } = options;

  const hooksFor = (name: HookName) =>
    modules.flatMap((module) => {
      const hook = module.hooks?.[name] as Hook | undefined;
      return hook ? [{ module: module.name, hook }] : [];
    });
  const partsFor = (origin: RequestOrigin | null): HookParts => ({ services: services(), log, origin });

  /** @returns what the hooks return, by module */
  async function runBefore(name: HookName, subject: unknown, origin: RequestOrigin | null) {
    const results: { module: string; result: unknown }[] = [];
    for (const { module, hook } of hooksFor(name)) {
      const result = await named(module, name, () => hook(subject, partsFor(origin)));
      results.push({ module, result });
    }
    return results;
  }

  async function named(module: string, name: HookName, work: () => unknown): Promise<unknown> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError || isUnavailable(error)) throw error;
      throw new Error(`The hook ${name} of the module ${module} failed.`, { cause: error });
    }
  }

  function runAfter(name: HookName, subject: unknown, origin: RequestOrigin): void {
    for (const { module, hook } of hooksFor(name))
      deferred.add(module, name, async () => {
        await hook(subject, partsFor(origin));
      });
  }

  return {
    beforeRegister: async (registration, origin) => {
      await runBefore('beforeRegister', registration, origin);
    },
    beforeDelete: async (user) => {
      const deletions = await runBefore('beforeDelete', user, null);
      return async () => {
        for (const { module, result } of deletions)
          if (typeof result === 'function') await named(module, 'beforeDelete', result as () => unknown);
      };
    },
    afterRegister: (user, origin) => runAfter('afterRegister', user, origin),
    afterLogin: (user, origin) => runAfter('afterLogin', user, origin),
    afterLogout: (logout, origin) => runAfter('afterLogout', logout, origin),
    afterPasswordChange: (user, origin) => runAfter('afterPasswordChange', user, origin),
    stop: () => deferred.stop(),
  };
}
