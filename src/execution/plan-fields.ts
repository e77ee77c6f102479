import {
  type FieldNode,
  getNullableType,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectFields, type CollectionContext } from './collect-fields.js';

/** What an operation or a field selects. */
export interface Selection {
  readonly selectionSets: readonly SelectionSetNode[];
  /** The selected fields by object type, as far as they are kept in the same memory. */
  fieldsByType?: Map<GraphQLObjectType, readonly FieldPlan[]>;
  readonly memory: PlanMemory;
}

/** What executing a field needs of the document and the schema. */
export interface FieldPlan extends Selection {
  readonly responseName: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  /** Its resolver is read for each execution, because plugins may wrap resolvers after the first one. */
  readonly definition: GraphQLField<unknown, unknown>;
  readonly hasArguments: boolean;
  readonly shape: Shape;
}

/** An output type without its non-null wrapper. */
export type Shape =
  | LeafShape
  | { readonly kind: 'object'; readonly isNonNull: boolean; readonly type: GraphQLObjectType }
  | { readonly kind: 'abstract'; readonly isNonNull: boolean; readonly type: GraphQLAbstractType }
  | { readonly kind: 'list'; readonly isNonNull: boolean; readonly item: Shape };

export interface LeafShape {
  readonly kind: 'leaf';
  readonly isNonNull: boolean;
  readonly type: GraphQLLeafType;
}

export interface PlannedFields {
  readonly fields: readonly FieldPlan[];
  readonly memory: PlanMemory;
}

/** Where plans are kept: with their document, as long as it has room, or for one execution. */
export interface PlanMemory {
  fieldsLeft: number;
}

export const forOneExecution: PlanMemory = { fieldsLeft: Infinity };

/**
 * Finds the fields that are selected for an object type. They are kept in the selection's memory unless they depend on the
 * values of variables, or are too many.
 */
export function planFields(
  context: CollectionContext,
  type: GraphQLObjectType,
  { selectionSets, memory }: Selection,
): PlannedFields {
  const { nodes, isConditional } = collectFields(context, type, selectionSets);
  // Even without fields, a plan takes space.
  const size = nodes.size + 1;
  const kept = isConditional || memory.fieldsLeft < size ? forOneExecution : memory;
  kept.fieldsLeft -= size;
  const fields: FieldPlan[] = [];
  for (const [responseName, fieldNodes] of nodes) {
    const name = fieldNodes[0]?.name.value ?? '';
    const definition = findField(context.schema, type, name);
    // Validation has rejected documents that select an unknown field.
    if (definition) fields.push(planField(responseName, name, fieldNodes, definition, kept));
  }
  return { fields, memory: kept };
}

function planField(
  responseName: string,
  name: string,
  nodes: readonly FieldNode[],
  definition: GraphQLField<unknown, unknown>,
  memory: PlanMemory,
): FieldPlan {
  const shape = shapeOf(definition.type);
  return {
    responseName,
    name,
    nodes,
    definition,
    hasArguments: definition.args.length > 0,
    shape,
    selectionSets: nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
    memory,
  };
}

const shapes = new WeakMap<GraphQLOutputType, Shape>();

function shapeOf(declared: GraphQLOutputType): Shape {
  let shape = shapes.get(declared);
  if (!shape) shapes.set(declared, (shape = createShape(declared)));
  return shape;
}

function createShape(declared: GraphQLOutputType): Shape {
  const isNonNull = isNonNullType(declared);
  const type = getNullableType(declared);
  if (isListType(type)) return { kind: 'list', isNonNull, item: shapeOf(type.ofType) };
  if (isLeafType(type)) return { kind: 'leaf', isNonNull, type };
  return isAbstractType(type) ? { kind: 'abstract', isNonNull, type } : { kind: 'object', isNonNull, type };
}

function findField(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}
