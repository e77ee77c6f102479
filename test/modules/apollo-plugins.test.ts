/** The hooks of modules' Apollo plugins that concern the execution of an operation. */
import { type ApolloServerPlugin, type GraphQLRequestListener, HeaderMap } from '@apollo/server';
import type { GraphwardContext } from '../../src/context.js';
import { defineModule } from '../../src/modules/index.js';
import { expectCode, expectData } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';

type Hooks = GraphQLRequestListener<GraphwardContext>;

/** What the plugin and the resolvers below have done. */
const events: string[] = [];
/** The hooks of the requests of a test. */
let hooks: Hooks = {};
const plugin: ApolloServerPlugin<GraphwardContext> = Object.freeze({
  requestDidStart: () => Promise.resolve(hooks),
});

const counter = defineModule({
  name: 'counter',
  typeDefs: `
    extend type Query { count: Int @public }
    extend type Mutation { increase(by: Int!): Int @public  fail: Int @public }
  `,
  resolvers: {
    Query: { count: () => 1 },
    Mutation: {
      increase: (_source: unknown, { by }: { by: number }) => events.push(`increase ${by}`),
      fail: () => {
        events.push('fail');
        throw new Error('broken');
      },
    },
  },
  apolloPlugins: [plugin],
});
const graphward = useGraphward({ modules: [counter] });

beforeEach(() => {
  events.length = 0;
  hooks = {};
});

const note = (event: string) => (): Promise<void> => {
  events.push(event);
  return Promise.resolve();
};

it('are called around an execution and for each field', async () => {
  hooks = {
    executionDidStart: () => {
      events.push('start');
      return Promise.resolve({
        willResolveField: ({ info }) => {
          events.push(`resolve ${info.fieldName}`);
          return () => void events.push(`resolved ${info.fieldName}`);
        },
        executionDidEnd: note('end'),
      });
    },
  };
  expect(expectData(await graphward.ask('{ count }'))).toEqual({ count: 1 });
  expect(events).toEqual(['start', 'resolve count', 'resolved count', 'end']);
});

it('may respond instead of the resolvers', async () => {
  const body = { kind: 'single' as const, singleResult: { data: { increase: 42 } } };
  hooks = { responseForOperation: () => Promise.resolve({ http: { headers: new HeaderMap() }, body }) };
  expect(expectData(await graphward.ask('mutation { increase(by: 1) }'))).toEqual({ increase: 42 });
  expect(events).toEqual([]);
});

it.each<[string, Hooks]>([
  ['without hooks', {}],
  ['with a hook that does not respond', { responseForOperation: () => Promise.resolve(null) }],
  ['with a hook around executions', { executionDidStart: () => Promise.resolve() }],
])('an operation is executed once, %s, whether it fails or not', async (_title, given) => {
  hooks = { ...given, didEncounterErrors: note('errors'), willSendResponse: note('response') };
  expect(expectData(await graphward.ask('mutation { increase(by: 2) }'))).toEqual({ increase: 1 });
  expect(events.splice(0)).toEqual(['increase 2', 'response']);

  expectCode(await graphward.ask('mutation { fail increase(by: 3) }'), 'INTERNAL_SERVER_ERROR');
  expect(events.splice(0)).toEqual(['fail', 'increase 3', 'errors', 'response']);

  const mistaken = await graphward.ask('mutation ($by: Int!) { increase(by: $by) }', { by: 'two' });
  expectCode(mistaken, 'BAD_USER_INPUT');
  expect(mistaken.status).toBe(400);
  expect(events).toEqual(['errors', 'response']);
});

it('cannot mix up two requests by giving them the same context', async () => {
  let shared: GraphwardContext | undefined;
  hooks = {
    didResolveOperation: (request) => {
      shared ??= request.contextValue;
      Object.assign(request, { contextValue: shared });
      return Promise.resolve();
    },
  };
  expectCode(await graphward.ask('mutation { fail }'), 'INTERNAL_SERVER_ERROR');
  hooks = { ...hooks, executionDidStart: () => Promise.resolve() };
  expect(expectData(await graphward.ask('mutation { increase(by: 4) }'))).toEqual({ increase: 2 });
  expect(events).toEqual(['fail', 'increase 4']);
});
