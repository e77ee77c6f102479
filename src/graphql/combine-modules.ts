import type { ObjectLoader, PolicyDefinition } from '@graphward/authorization';
import type { GraphwardContext } from '../context.js';
import { checkGrantedClaims, type GrantedClaims, mergeGrantedClaims } from '../identity/granted-claims.js';
import type { Services, User } from '../services/index.js';
import type { GraphwardModule, ModuleStart } from './module.js';

interface Registrations {
  readonly objects: Readonly<Record<string, ObjectLoader<GraphwardContext>>>;
  readonly policies: Readonly<Record<string, PolicyDefinition<GraphwardContext>>>;
}

/** @throws Error if two modules define the same loader or policy */
export function registrationsOf(modules: readonly GraphwardModule[]): Registrations {
  return { objects: combine(modules, 'objects'), policies: combine(modules, 'policies') };
}

function combine<Property extends keyof Registrations>(
  modules: readonly GraphwardModule[],
  property: Property,
): Registrations[Property] {
  const owners = new Map<string, string>();
  const combined: Record<string, unknown> = {};
  for (const module of modules) {
    for (const [name, value] of Object.entries(module[property] ?? {})) {
      const owner = owners.get(name);
      if (owner !== undefined)
        throw new Error(
          `The modules ${owner} and ${module.name} both define ${property}.${name}. Keep one of them.`,
        );
      owners.set(name, module.name);
      combined[name] = value;
    }
  }
  return combined as Registrations[Property];
}

/** What all modules together add to the access tokens of a user. */
export function claimsReader(
  modules: readonly GraphwardModule[],
  services: () => Services,
): (user: User) => Promise<GrantedClaims> {
  const granting = modules.filter(({ claims }) => claims !== undefined);
  return async (user) => {
    if (granting.length === 0) return {};
    const granted = await Promise.all(
      granting.map(async ({ name, claims }) => {
        return {
          module: name,
          claims: checkGrantedClaims(name, await claims?.(user, { services: services() })),
        };
      }),
    );
    return mergeGrantedClaims(granted);
  };
}

/**
 * Starts modules in their order.
 *
 * @param onStop registers what stops a module, to be called in reverse order
 * @throws Error that names the module
 */
export async function startModules(
  modules: readonly GraphwardModule[],
  parts: ModuleStart,
  onStop: (name: string, stop: () => Promise<unknown>) => void,
): Promise<void> {
  for (const { name, start } of modules) {
    if (!start) continue;
    const started = await startModule(name, start, parts);
    if (started) onStop(`module ${name}`, () => Promise.resolve(started.stop()));
  }
}

async function startModule(name: string, start: NonNullable<GraphwardModule['start']>, parts: ModuleStart) {
  try {
    return await start(parts);
  } catch (error) {
    throw new Error(
      `The module ${name} did not start: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}
