import type { ObjectLoader, PolicyDefinition } from '@graphward/authorization';
import type { GraphwardContext } from '../context.js';
import type { GraphwardModule } from './module.js';

interface Registrations {
  readonly objects: Readonly<Record<string, ObjectLoader<GraphwardContext>>>;
  readonly policies: Readonly<Record<string, PolicyDefinition<GraphwardContext>>>;
}

/** The loaders and policies of all modules, without duplicates: `registrationProblems` reports these. */
export function registrationsOf(modules: readonly GraphwardModule[]): Registrations {
  return {
    objects: Object.assign({}, ...modules.map(({ objects }) => objects ?? {})) as Registrations['objects'],
    policies: Object.assign(
      {},
      ...modules.map(({ policies }) => policies ?? {}),
    ) as Registrations['policies'],
  };
}

/** Names that two modules use for a loader or a policy. */
export function registrationProblems(modules: readonly GraphwardModule[]): readonly string[] {
  return [...duplicatesOf(modules, 'objects'), ...duplicatesOf(modules, 'policies')];
}

function duplicatesOf(modules: readonly GraphwardModule[], property: keyof Registrations): string[] {
  const owners = new Map<string, string>();
  const problems: string[] = [];
  for (const module of modules) {
    for (const name of Object.keys(module[property] ?? {})) {
      const owner = owners.get(name);
      owners.set(name, module.name);
      if (owner !== undefined)
        problems.push(
          `The modules ${owner} and ${module.name} both define ${property}.${name}. Keep one of them.`,
        );
    }
  }
  return problems;
}
