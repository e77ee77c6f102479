/** Chosen cases in which an executor may differ from graphql-js. Random ones are in `test/property/execution.test.ts`. */
import { GraphQLError } from 'graphql';
import { after, type Case, expectSameResult, fail, failAfter, thenable } from './compare-executors.js';

describe('returns what graphql-js returns', () => {
  it.each<[string, Case]>([
    [
      'values, thenables and methods',
      {
        query: '{ text required number node { text node { text } } }',
        root: () => ({
          text: thenable('a'),
          required: () => 'b',
          number: after(3, 7),
          node: thenable({ text: 5, node: () => ({}) }),
        }),
      },
    ],
    [
      'lists of lists, sets and promises',
      {
        query: '{ grid nodes { text } some { text } }',
        root: () => ({
          grid: thenable([[1, after(2, 2)], new Set([3])]),
          nodes: [{ text: 'a' }, after(3, { text: 'b' })],
          some: 'no list',
        }),
      },
    ],
    [
      'errors beside each other below one null',
      {
        query: '{ node { required child { required } text } text }',
        root: () => ({
          node: {
            required: failAfter(4, 'late'),
            child: { required: failAfter(2, 'early') },
            text: failAfter(9, 'below null'),
          },
          text: after(20, 'x'),
        }),
      },
    ],
    [
      'an error thrown while promises are pending',
      {
        query: '{ node { text required child { text } } }',
        root: () => ({ node: { text: failAfter(2, 'pending'), required: fail('thrown'), child: {} } }),
      },
    ],
    [
      'items that fail',
      {
        query: '{ nodes { required } some { required } grid }',
        root: () => ({
          nodes: [{ required: 'a' }, after(2, null)],
          some: [new Error('returned'), { required: fail('thrown') }, null, after(1, { required: 'b' })],
          grid: [[1, null]],
        }),
      },
    ],
    [
      'an iterator that throws',
      {
        query: '{ some { text } }',
        root: () => ({
          *some() {
            yield { text: 'a' };
            throw new Error('iterator');
          },
        }),
      },
    ],
    [
      'a null response',
      { query: '{ text required }', root: () => ({ text: failAfter(3, 'late'), required: null }) },
    ],
    [
      'getters, called as often',
      {
        query: '{ text required number }',
        root: () => {
          let reads = 0;
          return {
            get text() {
              return String((reads += 1));
            },
            get required() {
              return () => `${(reads += 1)}`;
            },
            get number() {
              return reads;
            },
          };
        },
      },
    ],
    [
      'an error that has extensions',
      {
        query: '{ text node { text } }',
        root: () => ({
          text: () => {
            throw new GraphQLError('coded', { extensions: { code: 'X' } });
          },
          node: { text: () => Promise.reject(new GraphQLError('late')) },
        }),
      },
    ],
    [
      'something other than an error that is thrown',
      {
        query: '{ text node { text } }',
        root: () => ({
          text: () => {
            throw 'a string' as unknown as Error;
          },
          node: async () => {
            await after(1, null);
            throw null as unknown as Error;
          },
        }),
      },
    ],
    [
      'response names that objects inherit',
      {
        query:
          '{ __proto__: text constructor: required toString: number then: node { __proto__: text then: required } }',
        root: () => ({
          text: 'a',
          required: 'b',
          number: after(1, 1),
          node: { text: after(1, 'c'), required: 'd' },
        }),
      },
    ],
    [
      'merged selections of several fragments',
      {
        query:
          '{ node { text } ...A node { child { text } } } fragment A on Query { node { required ...B } ...C } fragment B on Node { child { required } } fragment C on Query { text node { ...B } }',
        root: () => ({ text: 't', node: { text: 'a', required: 'b', child: { text: 'c', required: 'd' } } }),
      },
    ],
    [
      'fields that depend on variables',
      {
        query:
          'query ($a: Boolean = true, $b: Boolean) { text @include(if: $a) node { text @skip(if: $a) ...F @include(if: $b) ... @skip(if: $a) { required } } } fragment F on Node { required child { text @skip(if: $a) required } }',
        root: () => ({ text: 't', node: { text: 'a', required: 'b', child: { text: 'c', required: 'd' } } }),
        variables: [{ a: true, b: true }, { a: false, b: false }, { b: true }, { a: false, b: true }, {}],
      },
    ],
    [
      'a fragment that is first spread under a condition',
      {
        query: 'query ($a: Boolean!) { node { ...F @skip(if: $a) ...F } } fragment F on Node { text }',
        root: () => ({ node: { text: 'a' } }),
        variables: [{ a: true }, { a: false }],
      },
    ],
    [
      'arguments with defaults, null and variables',
      {
        query:
          'query ($x: Int, $in: Filter) { echo(a: $x, b: $in) other: echo nothing: echo(a: null) literal: echo(b: { x: 1 }) }',
        root: () => ({ echo: (args: unknown) => JSON.stringify(args) }),
        variables: [{}, { x: 1, in: { x: 2 } }, { x: null, in: null }, { x: 'no' }, { in: { y: [] } }],
      },
    ],
    [
      'invalid variables, up to a limit',
      { query: 'query ($all: [Int!]) { echo }', variables: [{ all: Array(60).fill('x') }, { all: 'x' }] },
    ],
    [
      'mutations, one after the other',
      {
        query: 'mutation { first { text } third second { text } again: third }',
        root: () => {
          const calls: string[] = [];
          return {
            first: () => after(5, { text: () => String(calls.push('first')) }),
            third: () => calls.push('third'),
            second: () => (calls.push('second'), after(3, { text: () => calls.join() })),
          };
        },
      },
    ],
    [
      'a mutation that must not be null',
      {
        query: 'mutation { first { text } second { text } third }',
        root: () => ({ first: { text: 'a' }, second: failAfter(2, 'second'), third: 1 }),
      },
    ],
    [
      'introspection',
      {
        query:
          '{ __schema { types { name } } __type(name: "Node") { name fields { name } } node { type: __typename } __typename }',
        root: () => ({ node: {} }),
      },
    ],
    ['several operations without a name', { query: '{ text } query Second { text }' }],
    ['no operation', { query: 'fragment F on Node { text }' }],
  ])('%s', async (_title, each) => {
    await expectSameResult(each);
  });
});
