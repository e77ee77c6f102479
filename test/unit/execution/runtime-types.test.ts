import type { GraphQLSchema } from 'graphql';
import { after, expectSameResult, fail, failAfter, withTypes } from './compare-executors.js';

const kindOf = ({ kind }: { readonly kind?: string }) => kind;
const is = (wanted: string) => (value: object) => kindOf(value) === wanted;
const pets = {
  query: '{ pets { __typename name ... on Dog { bark } ... on Cat { purr } } pet { name } }',
  root: () => {
    const dog = { kind: 'Dog', name: 'Rex', bark: 'loud' };
    const others = [
      { kind: 'Node' },
      { kind: 'Filter' },
      { kind: 'Nothing' },
      { __typename: 'Cat', name: 'Tom' },
    ];
    return { pets: [dog, after(2, { kind: 'Cat', name: 'Mia', purr: 'low' }), ...others], pet: dog };
  },
};

describe('finds the type of an object like graphql-js', () => {
  it.each<[string, GraphQLSchema]>([
    ['by name', withTypes(kindOf)],
    ['by a promise of the name', withTypes((value: object) => after(2, kindOf(value)))],
    ['by __typename', withTypes(undefined)],
    ['unless resolveType fails', withTypes(fail('resolveType'))],
    ['unless resolveType rejects', withTypes(failAfter(2, 'resolveType'))],
    ['by isTypeOf', withTypes(undefined, is('Dog'), is('Cat'))],
    [
      'by promises of isTypeOf',
      withTypes(undefined, async (value: object) => (await after(1, kindOf(value))) === 'Dog', is('Cat')),
    ],
    ['unless isTypeOf fails', withTypes(undefined, failAfter(1, 'isTypeOf'), fail('isTypeOf'))],
  ])('%s', async (_title, schema) => {
    await expectSameResult({ ...pets, schema });
  });
});
