import type { ObjectLoader, PolicyDefinition } from '@graphward/authorization';
import type { GraphwardContext } from '../context.js';
import type { GraphwardModule } from './module.js';

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
