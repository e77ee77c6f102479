import { type GraphQLResolveInfo, type GraphQLSchema, parse } from 'graphql';
import { buildSchema as buildForeignSchema } from 'graphql16-oldest';
import { AuthorizationSchemaError, withAuthorization } from '../../src/index.js';
import { alice, enforced, root } from './enforced.js';

const schema = enforced('type Query { a(x: Int @auth(requires: ADMIN)): Int @public }', {
  Query: { a: () => 1 },
});

// The names of the option in graphql 16 and 17.
const fragmentVariables = { allowLegacyFragmentVariables: true, experimentalFragmentArguments: true };

/** Calls the resolver of `a` as an executor with these variables would. */
function callWith(variableValues: unknown, source: string, viewer = alice) {
  const document = parse(source, { ...fragmentVariables });
  const [operation, ...fragments] = document.definitions as [any, ...any[]];
  const info = {
    fieldNodes: operation.selectionSet.selections,
    operation,
    fragments: Object.fromEntries(fragments.map((each) => [each.name.value, each])),
    variableValues,
    path: { prev: undefined, key: 'a', typename: 'Query' },
  } as unknown as GraphQLResolveInfo;
  return () => schema.getQueryType()?.getFields().a?.resolve?.({}, {}, { viewer }, info);
}

const query = 'query ($x: Int) { a(x: $x) }';

describe('variables', () => {
  it.each([
    ['as graphql 16 passes them', { x: 1 }],
    ['as graphql 17 passes them', { sources: { x: {} }, coerced: { x: 1 } }],
  ])('are checked %s', (_title, values) => {
    expect(callWith(values, query)).toThrow('You are not allowed to use the argument "x".');
    expect(callWith(values, query, root)()).toBe(1);
  });

  it.each([
    ['null', null],
    ['a string', 'x'],
    ['undefined', undefined],
    ['an unknown wrapper', { values: { x: 1 } }],
    ['the graphql 17 shape with something more', { sources: {}, coerced: { x: 1 }, more: {} }],
  ])('that are %s are rejected', (_title, values) => {
    expect(callWith(values, query)).toThrow('cannot read the variables of this execution');
  });

  it('named `sources` and `coerced` do not hide others', () => {
    const source = 'query ($sources: Any, $coerced: Any) { a(x: $coerced) }';
    expect(callWith({ sources: {}, coerced: {} }, source)).toThrow('not allowed');
    expect(callWith({ sources: { signature: { type: {} } }, coerced: {} }, source)).toThrow('not allowed');
  });

  it('of fragments are rejected, because `info` has no values for them', () => {
    const source = 'query { ...F } fragment F($x: Int = 1) on Query { a(x: $x) }';
    expect(callWith({}, source)).toThrow('does not support fragment variables. Remove those of "F".');
  });
});

describe('a schema from another copy of graphql', () => {
  it('is reported with both copies', () => {
    const foreign: unknown = buildForeignSchema('type Query { a: Int }');
    const attempt = () => withAuthorization(foreign as GraphQLSchema, { viewer: () => null });
    expect(attempt).toThrow(AuthorizationSchemaError);
    expect(attempt).toThrow(
      /was made with the graphql of .*schema\.(?:m?js|ts), but .* uses the graphql of .*schema\.(?:m?js|ts)/,
    );
  });

  it('is not confused with a value that is not a schema', () => {
    expect(() => withAuthorization({} as never, { viewer: () => null })).toThrow(
      'This is not a GraphQLSchema.',
    );
  });
});
