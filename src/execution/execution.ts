import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  locatedError,
  type OperationDefinitionNode,
  responsePathAsArray,
} from 'graphql';
import type { Fragments } from './collect-fields.js';
import type { CollectedErrors, Path } from './collected-errors.js';
import { type FieldPlan, planFields, type Selection, type Shape } from './plan-fields.js';

/** The state of one execution. */
export interface Execution {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  /** A copy for resolvers, which may change what they are given. The plan of the document must not change. */
  readonly visibleFragments: Fragments;
  readonly operation: OperationDefinitionNode;
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly variableValues: Record<string, unknown>;
  readonly errors: CollectedErrors;
  /**
   * The nodes of each field, as resolvers and errors show them. Every execution has arrays of its own: resolvers that load
   * in batches recognize by the array the calls of one field in one execution.
   */
  readonly visibleNodes: Map<FieldPlan, readonly FieldNode[]>;
  /** Selected fields that the selection's memory does not keep, by object type. */
  fieldsOfSelections?: Map<Selection, Map<GraphQLObjectType, readonly FieldPlan[]>>;
}

/** Returns the fields that are selected for an object type; plans them unless that was done before. */
export function fieldsOf(
  execution: Execution,
  type: GraphQLObjectType,
  selection: Selection,
): readonly FieldPlan[] {
  return selection.fieldsByType?.get(type) ?? planFieldsOf(execution, type, selection);
}

function planFieldsOf(
  execution: Execution,
  type: GraphQLObjectType,
  selection: Selection,
): readonly FieldPlan[] {
  const ofThisExecution = execution.fieldsOfSelections?.get(selection);
  const known = ofThisExecution?.get(type);
  if (known) return known;
  const { fields, memory } = planFields(execution, type, selection);
  if (memory === selection.memory) (selection.fieldsByType ??= new Map()).set(type, fields);
  else if (ofThisExecution) ofThisExecution.set(type, fields);
  else (execution.fieldsOfSelections ??= new Map()).set(selection, new Map([[type, fields]]));
  return fields;
}

export function pathOf(
  { responseName: key }: FieldPlan,
  { name: typename }: GraphQLObjectType,
  prev: Path | undefined,
): Path {
  return { prev, key, typename };
}

/** What a resolver sees of the execution. */
export function createInfo(
  execution: Execution,
  parentType: GraphQLObjectType,
  field: FieldPlan,
  path: Path,
): GraphQLResolveInfo {
  const { schema, visibleFragments: fragments, rootValue, operation, variableValues } = execution;
  const { name: fieldName, type: returnType } = field.definition;
  return {
    fieldName,
    fieldNodes: visibleNodesOf(execution, field),
    returnType,
    parentType,
    path,
    schema,
    fragments,
    rootValue,
    operation,
    variableValues,
  };
}

export function visibleNodesOf({ visibleNodes }: Execution, field: FieldPlan): readonly FieldNode[] {
  let nodes = visibleNodes.get(field);
  if (!nodes) visibleNodes.set(field, (nodes = [...field.nodes]));
  return nodes;
}

/** Records an error and returns null in place of the value, or throws it on for a value that must not be null. */
export function fail(
  execution: Execution,
  { isNonNull }: Shape,
  field: FieldPlan,
  path: Path,
  thrown: unknown,
): null {
  const error = locatedError(thrown, visibleNodesOf(execution, field), responsePathAsArray(path));
  if (isNonNull) throw error;
  execution.errors.add(error, path);
  return null;
}
