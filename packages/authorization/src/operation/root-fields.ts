import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Variables } from './variables.js';

type Fragments = Readonly<Record<string, FragmentDefinitionNode | undefined>>;

/** An operation's root fields by response key, including those in fragments, except skipped ones. */
export function rootFields(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode,
  fragments: Fragments,
  variables: Variables,
): ReadonlyMap<string, FieldNode> {
  const found = new Map<string, FieldNode>();
  const visited = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (!isIncluded(selection.directives ?? [], variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        if (!found.has(key)) found.set(key, selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(schema, type, selection.typeCondition?.name.value)) visit(selection.selectionSet);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const { value: name } = selection.name;
        const fragment = Object.hasOwn(fragments, name) ? fragments[name] : undefined;
        if (fragment && applies(schema, type, fragment.typeCondition.name.value))
          visit(fragment.selectionSet);
      }
    }
  };
  visit(selectionSet);
  return found;
}

/** False if `@skip` or `@include` exclude the selection. A variable without a value excludes nothing. */
export function isIncluded(directives: readonly DirectiveNode[], variables: Variables): boolean {
  return directives.every(({ name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const value = args?.find((arg) => arg.name.value === 'if')?.value;
    const condition =
      value?.kind === Kind.VARIABLE
        ? variables[value.name.value]
        : value?.kind === Kind.BOOLEAN
          ? value.value
          : undefined;
    return name.value === 'skip' ? condition !== true : condition !== false;
  });
}

function applies(schema: GraphQLSchema, type: GraphQLObjectType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const named = schema.getType(condition);
  return isAbstractType(named) && schema.isSubType(named, type);
}
