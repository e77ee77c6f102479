import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphwardContext } from '../../src/context.js';
import { defineModule, type GraphwardModule, type ModuleStart } from '../../src/modules/index.js';
import { expectData } from '../support/expectations.js';
import { freshDatabaseUri, startGraphward } from '../support/graphward.js';

function starting(name: string, more: Partial<GraphwardModule>): GraphwardModule {
  return { ...defineModule({ name, typeDefs: `extend type Query { ${name}: Int @public }` }), ...more };
}

it('receives the connection, the services, the log and the settings without secrets', async () => {
  let parts: ModuleStart | undefined;
  const database = freshDatabaseUri();
  const one = starting('one', {
    start: async (given) => {
      parts = given;
      await given.connection.collection('own').insertOne({ a: 1 });
      given.log.info('started');
    },
  });
  const server = await startGraphward({ database, modules: [one] });
  expect(parts?.config).toMatchObject({ registration: 'open', issuer: 'http://localhost:0', workers: 1 });
  expect(parts?.config).not.toHaveProperty('mongodbUri');
  expect(JSON.stringify(parts?.config)).not.toContain(database);
  expect(parts?.services).toBe(server.app.services);
  expect(server.logLines).toContainEqual(expect.objectContaining({ msg: 'started' }));
  await server.stop();
});

it('stops modules in reverse order, and those that started when a later one fails', async () => {
  const stopped: string[] = [];
  const [one, two] = ['one', 'two'].map((name) =>
    starting(name, { start: () => ({ stop: () => stopped.push(name) }) }),
  ) as [GraphwardModule, GraphwardModule];
  await (await startGraphward({ modules: [one, two] })).stop();
  expect(stopped.splice(0)).toEqual(['two', 'one']);

  const failing = starting('failing', { start: () => Promise.reject(new Error('not today')) });
  await expect(startGraphward({ modules: [one, two, failing] })).rejects.toThrow(
    'The module failing did not start: not today',
  );
  expect(stopped).toEqual(['two', 'one']);
});

it('adds Apollo plugins, which see requests after the server has checked them', async () => {
  const seen: unknown[] = [];
  class Counting implements ApolloServerPlugin<GraphwardContext> {
    readonly #seen = seen;

    serverWillStart() {
      this.#seen.push('start');
      return Promise.resolve({ serverWillStop: () => Promise.resolve(void this.#seen.push('stop')) });
    }

    requestDidStart() {
      return Promise.resolve({
        willSendResponse: ({
          contextValue,
          operationName,
        }: {
          contextValue: GraphwardContext;
          operationName?: unknown;
        }) => {
          this.#seen.push([contextValue.viewer.kind, operationName]);
          return Promise.resolve();
        },
      });
    }
  }
  const counting = starting('counting', { apolloPlugins: [new Counting()] });
  const server = await startGraphward({ modules: [counting] });
  const alice = await server.signUp('alice');
  seen.splice(1);
  expectData(await server.as(alice).ask('query Mine { me { id } }'));
  await server.stop();
  expect(seen).toEqual(['start', ['user', 'Mine'], 'stop']);
});

it('names the module of an Apollo plugin that does not start', async () => {
  const plugin = { serverWillStart: () => Promise.reject(new Error('not today')) };
  await expect(
    startGraphward({ modules: [starting('failing', { apolloPlugins: [plugin] })] }),
  ).rejects.toThrow('An Apollo plugin of the module failing did not start: not today');
});
