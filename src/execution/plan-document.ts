import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Fragments } from './collect-fields.js';
import type { Selection } from './plan-fields.js';

/**
 * A field needs a plan for each spread of a fragment that contains it, and for each object type. The limit keeps the plans in
 * proportion to the document, whose tokens the document store counts.
 */
const maxPlansPerField = 3;

/** What is known about a document after its first execution. */
export interface DocumentPlan {
  readonly operations: readonly OperationPlan[];
  readonly fragments: Fragments;
}

export interface OperationPlan extends Selection {
  readonly definition: OperationDefinitionNode;
}

/** Reads a document, whose fields are planned when they are executed. */
export function planDocument({ definitions }: DocumentNode): DocumentPlan {
  const operations: OperationPlan[] = [];
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
  const memory = { fieldsLeft: 0 };
  for (const definition of definitions) {
    if ('selectionSet' in definition)
      memory.fieldsLeft += maxPlansPerField * countFields(definition.selectionSet);
    if (definition.kind === Kind.OPERATION_DEFINITION)
      operations.push({ definition, selectionSets: [definition.selectionSet], memory });
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return { operations, fragments };
}

function countFields(selectionSet: SelectionSetNode | undefined): number {
  let count = 0;
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === Kind.FIELD) count += 1;
    if ('selectionSet' in selection) count += countFields(selection.selectionSet);
  }
  return count;
}

/** Returns the operation that a request names, or the error for a request without one. */
export function findOperation(
  operations: readonly OperationPlan[],
  name: string | null | undefined,
): OperationPlan | GraphQLError {
  if (name === null || name === undefined) {
    const [operation, ...others] = operations;
    if (!operation) return new GraphQLError('Must provide an operation.');
    return others.length === 0
      ? operation
      : new GraphQLError('Must provide operation name if query contains multiple operations.');
  }
  return (
    operations.findLast(({ definition }) => definition.name?.value === name) ??
    new GraphQLError(`Unknown operation named "${name}".`)
  );
}
