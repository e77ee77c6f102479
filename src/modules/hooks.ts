import { AppError } from '../errors/index.js';
import type { Logger } from '../observability/logger.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { Hooks, Registration, Services, User } from '../services/index.js';
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

  async function guarded(name: HookName, module: string, run: () => unknown): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof AppError || isUnavailable(error)) throw error;
      throw new Error(`The hook ${name} of the module ${module} failed.`, { cause: error });
    }
  }

  async function beforeRegister(registration: Registration, origin: RequestOrigin): Promise<void> {
    for (const { module, hook } of hooksFor('beforeRegister'))
      await guarded('beforeRegister', module, () => hook(registration, partsFor(origin)));
  }

  async function beforeDelete(user: User): Promise<() => Promise<void>> {
    const deletions: (() => Promise<unknown>)[] = [];
    for (const { module, hook } of hooksFor('beforeDelete')) {
      const result = await guarded('beforeDelete', module, () => hook(user, partsFor(null)));
      if (typeof result === 'function')
        deletions.push(() => guarded('beforeDelete', module, result as () => unknown));
    }
    return async () => {
      for (const deleteData of deletions) await deleteData();
    };
  }

  function runAfter(name: HookName, subject: unknown, origin: RequestOrigin): void {
    for (const { module, hook } of hooksFor(name))
      deferred.add(module, name, async () => {
        await hook(subject, partsFor(origin));
      });
  }

  return {
    beforeRegister,
    beforeDelete,
    afterRegister: (user, origin) => runAfter('afterRegister', user, origin),
    afterLogin: (user, origin) => runAfter('afterLogin', user, origin),
    afterLogout: (logout, origin) => runAfter('afterLogout', logout, origin),
    afterPasswordChange: (user, origin) => runAfter('afterPasswordChange', user, origin),
    stop: () => deferred.stop(),
  };
}
