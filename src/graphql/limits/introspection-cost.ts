import {
  type FieldNode,
  getIntrospectionQuery,
  getOperationAST,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { type FragmentLookup, fragmentsOf } from './fragments.js';

/**
 * Where a selection is. Below `__schema { types }` the items are all types, and below `__schema { directives }` all
 * directives, so averages are exact. Elsewhere, the selected type may be the largest.
 */
type Place = 'types' | 'directives' | 'anywhere';

/** The number of items of each list in an introspection response. */
type ListSizes = Readonly<Record<Place, ReadonlyMap<string, number>>>;

/** Estimates how many fields the response to an operation's introspection has. */
export interface IntrospectionCost {
  /** The cost of a query for the whole schema: graphql-js's introspection query with every option enabled. */
  readonly ofWholeSchema: number;
  /** Takes time linear in the document's length. */
  of(root: SelectionSetNode, fragments: FragmentLookup): number;
}

/**
 * Estimates the cost of introspection from the list sizes of this schema.
 *
 * A response contains all selected fields for every item of a list, so nested lists multiply: a few characters of a
 * query can produce megabytes.
 */
export function createIntrospectionCost(schema: GraphQLSchema): IntrospectionCost {
  const sizes = listSizesOf(schema);
  const of = (root: SelectionSetNode, fragments: FragmentLookup) => costOf(root, fragments, sizes);
  const document = parse(
    getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      experimentalDirectiveDeprecation: true,
      oneOf: true,
    }),
  );
  const operation = getOperationAST(document);
  return { ofWholeSchema: operation ? of(operation.selectionSet, fragmentsOf(document)) : 0, of };
}

/** The cost of the `__schema` and `__type` fields at an operation's root. */
function costOf(root: SelectionSetNode, fragments: FragmentLookup, sizes: ListSizes): number {
  const known = new Map<string, number>();

  function ofFragment(name: string, place: Place): number {
    const key = `${name} ${place}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, 0); // A fragment inside itself is rejected elsewhere.
    const fragment = fragments.get(name);
    const cost = fragment ? ofSet(fragment.selectionSet, place) : 0;
    known.set(key, cost);
    return cost;
  }

  function ofField({ name: { value: name }, alias, selectionSet }: FieldNode, place: Place): number {
    const size = sizes[place].get(name) ?? 1;
    const keyCost = alias ? Math.ceil(alias.value.length / ordinaryKeyLength) : 1;
    if (!selectionSet) return size * (name === 'description' ? descriptionCost : 1) + keyCost - 1;
    return keyCost + size * (1 + ofSet(selectionSet, placeBelow(name, place))) - 1;
  }

  function ofSet({ selections }: SelectionSetNode, place: Place): number {
    let cost = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) cost += ofField(selection, place);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) cost += ofFragment(selection.name.value, place);
      else cost += ofSet(selection.selectionSet, place);
    }
    return cost;
  }

  const visited = new Set<string>();
  function ofRoot({ selections }: SelectionSetNode): number {
    let cost = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const isMeta = selection.name.value === '__schema' || selection.name.value === '__type';
        if (isMeta) cost += ofField(selection, 'anywhere');
      } else if (selection.kind === Kind.INLINE_FRAGMENT) cost += ofRoot(selection.selectionSet);
      else cost += ofRootFragment(selection.name.value);
    }
    return cost;
  }

  /** The executor merges equal response keys, so a fragment that is spread twice at the root costs once. */
  function ofRootFragment(name: string): number {
    const fragment = fragments.get(name);
    if (!fragment || visited.has(name)) return 0;
    visited.add(name);
    return ofRoot(fragment.selectionSet);
  }

  return ofRoot(root);
}

function placeBelow(field: string, place: Place): Place {
  if (field === 'types' || field === 'directives') return field;
  return field === 'type' || namesAType.has(field) ? 'anywhere' : place;
}

/** Longer aliases cost more, because a response repeats its keys for each item of a list. */
const ordinaryKeyLength = 16;

/** A description is about as long as this many names. */
const descriptionCost = 10;

/** Fields of `__Type` that return other types. */
const namesAType: ReadonlySet<string> = new Set(['ofType', 'interfaces', 'possibleTypes']);

function listSizesOf(schema: GraphQLSchema): ListSizes {
  const types = Object.values(schema.getTypeMap());
  const directives = schema.getDirectives();
  const fieldsOf = types.map((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [],
  );
  const fields = fieldsOf.flat();
  const counts: Readonly<Record<string, readonly number[]>> = {
    fields: fieldsOf.map(({ length }) => length),
    args: fields.map(({ args }) => args.length),
    inputFields: types.map((type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0)),
    enumValues: types.map((type) => (isEnumType(type) ? type.getValues().length : 0)),
    interfaces: types.map((type) =>
      isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().length : 0,
    ),
    possibleTypes: types.map((type) => (isAbstractType(type) ? schema.getPossibleTypes(type).length : 0)),
  };
  const lists = Object.entries(counts);
  return {
    types: new Map(lists.map(([name, each]) => [name, average(each)])),
    directives: new Map([
      ['args', average(directives.map(({ args }) => args.length))],
      ['locations', average(directives.map(({ locations }) => locations.length))],
    ]),
    anywhere: new Map([
      ['types', types.length],
      ['directives', directives.length],
      ...lists.map(([name, each]) => [name, Math.max(1, ...each)] as const),
    ]),
  };
}

function average(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
}
