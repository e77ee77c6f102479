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

/** The number of items of each list in an introspection response: on average, and the maximum for a single type. */
interface ListSizes {
  readonly average: ReadonlyMap<string, number>;
  readonly largest: ReadonlyMap<string, number>;
}

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

/**
 * The cost of the `__schema` and `__type` fields at an operation's root.
 *
 * `isTypical` is true below `__schema { types }`: its items are all types, so averages are exact. Elsewhere, the
 * selected type may be the largest.
 */
function costOf(root: SelectionSetNode, fragments: FragmentLookup, sizes: ListSizes): number {
  const known = new Map<string, number>();

  function ofFragment(name: string, isTypical: boolean): number {
    const key = `${name} ${isTypical}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, 0); // A fragment inside itself is rejected elsewhere.
    const fragment = fragments.get(name);
    const cost = fragment ? ofSet(fragment.selectionSet, isTypical) : 0;
    known.set(key, cost);
    return cost;
  }

  function ofField({ name: { value: name }, alias, selectionSet }: FieldNode, isTypical: boolean): number {
    const size = (isTypical ? sizes.average : sizes.largest).get(name) ?? 1;
    const keyCost = alias ? Math.ceil(alias.value.length / ordinaryKeyLength) : 1;
    if (!selectionSet) return size * (name === 'description' ? descriptionCost : 1) + keyCost - 1;
    const staysTypical = name === 'types' || (isTypical && name !== 'type' && !namesAType.has(name));
    return keyCost + size * (1 + ofSet(selectionSet, staysTypical)) - 1;
  }

  function ofSet({ selections }: SelectionSetNode, isTypical: boolean): number {
    let cost = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) cost += ofField(selection, isTypical);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) cost += ofFragment(selection.name.value, isTypical);
      else cost += ofSet(selection.selectionSet, isTypical);
    }
    return cost;
  }

  const visited = new Set<string>();
  function ofRoot({ selections }: SelectionSetNode): number {
    let cost = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const isMeta = selection.name.value === '__schema' || selection.name.value === '__type';
        if (isMeta) cost += ofField(selection, false);
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
    args: [...fields, ...directives].map(({ args }) => args.length),
    inputFields: types.map((type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0)),
    enumValues: types.map((type) => (isEnumType(type) ? type.getValues().length : 0)),
    interfaces: types.map((type) =>
      isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().length : 0,
    ),
    possibleTypes: types.map((type) => (isAbstractType(type) ? schema.getPossibleTypes(type).length : 0)),
  };
  const whole = [
    ['types', types.length],
    ['directives', directives.length],
    ['locations', Math.max(0, ...directives.map(({ locations }) => locations.length))],
  ] as const;
  const lists = Object.entries(counts);
  return {
    average: new Map([...whole, ...lists.map(([name, each]) => [name, average(each)] as const)]),
    largest: new Map([...whole, ...lists.map(([name, each]) => [name, Math.max(1, ...each)] as const)]),
  };
}

function average(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
}
