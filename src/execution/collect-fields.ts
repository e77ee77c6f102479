import {
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** The fragments of a document, by name. */
export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** What the fields of an operation depend on. */
export interface CollectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  readonly variableValues: Record<string, unknown>;
}

export interface CollectedFields {
  /** By response name, in the order of the response. */
  readonly nodes: ReadonlyMap<string, readonly FieldNode[]>;
  /** Whether a selection has a directive, so that the fields may depend on the values of variables. */
  readonly isConditional: boolean;
}

/**
 * Collects the fields that the selection sets contain for an object type (GraphQL specification, section 6.3.2,
 * "Field Collection"; section 6.4.3, "Merging Selection Sets").
 */
export function collectFields(
  context: CollectionContext,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): CollectedFields {
  const nodes = new Map<string, FieldNode[]>();
  const visitedFragments = new Set<string>();
  let isConditional = false;

  function isIncluded(selection: SelectionNode): boolean {
    if (!selection.directives || selection.directives.length === 0) return true;
    isConditional = true;
    const valuesOf = (directive: typeof GraphQLSkipDirective) =>
      getDirectiveValues(directive, selection, context.variableValues);
    return valuesOf(GraphQLSkipDirective)?.if !== true && valuesOf(GraphQLIncludeDirective)?.if !== false;
  }

  function collect(selectionSet: SelectionSetNode): void {
    for (const selection of selectionSet.selections) {
      switch (selection.kind) {
        case Kind.FIELD: {
          if (!isIncluded(selection)) break;
          const responseName = (selection.alias ?? selection.name).value;
          const known = nodes.get(responseName);
          if (known) known.push(selection);
          else nodes.set(responseName, [selection]);
          break;
        }
        case Kind.INLINE_FRAGMENT:
          if (isIncluded(selection) && appliesTo(context.schema, selection, type))
            collect(selection.selectionSet);
          break;
        case Kind.FRAGMENT_SPREAD: {
          const name = selection.name.value;
          if (visitedFragments.has(name) || !isIncluded(selection)) break;
          visitedFragments.add(name);
          const fragment = context.fragments[name];
          if (fragment && appliesTo(context.schema, fragment, type)) collect(fragment.selectionSet);
        }
      }
    }
  }

  for (const selectionSet of selectionSets) collect(selectionSet);
  return { nodes, isConditional };
}

function appliesTo(
  schema: GraphQLSchema,
  { typeCondition }: FragmentDefinitionNode | InlineFragmentNode,
  type: GraphQLObjectType,
): boolean {
  if (!typeCondition) return true;
  const condition = typeFromAST(schema, typeCondition);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}
