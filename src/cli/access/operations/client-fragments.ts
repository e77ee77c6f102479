import { locationOf } from '@graphward/authorization';
import {
  type DefinitionNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';

/** Finds the fragments of operations among the definitions of one or several documents. */
export interface ClientFragments {
  /** The fragments that an operation uses, directly or through others, and what is wrong with them. */
  usedBy(operation: OperationDefinitionNode): UsedFragments;
}

export interface UsedFragments {
  readonly fragments: readonly FragmentDefinitionNode[];
  readonly problems: readonly string[];
}

export function clientFragments(definitions: readonly DefinitionNode[]): ClientFragments {
  const byName = new Map<string, FragmentDefinitionNode[]>();
  for (const each of definitions) {
    if (each.kind !== Kind.FRAGMENT_DEFINITION) continue;
    byName.set(each.name.value, [...(byName.get(each.name.value) ?? []), each]);
  }
  return {
    usedBy: (operation) => {
      const names = spreadsIn(operation);
      for (const name of names) for (const next of spreadsIn(byName.get(name)?.[0])) names.add(next);
      const found = [...names].map((name) => byName.get(name) ?? []);
      return { fragments: found.flatMap(([first]) => first ?? []), problems: found.flatMap(duplicates) };
    },
  };
}

function spreadsIn(definition: DefinitionNode | undefined): Set<string> {
  const names = new Set<string>();
  if (definition) visit(definition, { FragmentSpread: ({ name }) => void names.add(name.value) });
  return names;
}

function duplicates([first, ...others]: readonly FragmentDefinitionNode[]): string[] {
  if (!first || others.length === 0) return [];
  const locations = [first, ...others].map((each) => locationOf(each) ?? '').join(', ');
  return [`Fragment "${first.name.value}" is defined more than once: ${locations}. Rename all but one.`];
}
