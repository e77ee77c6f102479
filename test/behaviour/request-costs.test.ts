import { createHook } from 'node:async_hooks';
import { ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import { defineModule } from '../../src/modules/index.js';
import { type Person, useGraphward } from '../support/graphward.js';

/**
 * What the server does for one request without a database command, counted. A benchmark cannot run in CI, because the
 * machines are noisy; these counts are exact.
 */
interface Costs {
  readonly promises: number;
  readonly heads: number;
  readonly separateHeaders: number;
  readonly writes: number;
}

const graphward = useGraphward({
  modules: [
    defineModule({
      name: 'plain',
      typeDefs: `
        type Item { id: ID! secret: String @auth(requires: USER) }
        extend type Query { "Items from memory." items(first: Int!): [Item!]! @auth(requires: USER) }
      `,
      resolvers: {
        Query: {
          items: (_root, { first }: { first: number }) =>
            Array.from({ length: first }, (_, index) => ({ id: String(index), secret: 'x' })),
        },
      },
    }),
  ],
});

let alice: Person;
beforeAll(async () => {
  alice = await graphward.signUp('alice');
});

/** The least of several requests, because timers of the server may run during one of them. */
async function costsOf(query: string): Promise<Costs> {
  const measured: Costs[] = [];
  for (let count = 0; count < 20; count += 1) measured.push(await measure(query));
  const least = (cost: (each: Costs) => number) => Math.min(...measured.map(cost));
  return {
    promises: least((each) => each.promises),
    heads: least((each) => each.heads),
    separateHeaders: least((each) => each.separateHeaders),
    writes: least((each) => each.writes),
  };
}

/** Sends one request with callbacks only, so that all promises are the server's. */
function measure(query: string): Promise<Costs> {
  const { hostname, port } = new URL(graphward.url);
  const body = JSON.stringify({ query });
  const heads = jest.spyOn(ServerResponse.prototype, 'writeHead');
  const separateHeaders = jest.spyOn(ServerResponse.prototype, 'setHeader');
  let promises = 0;
  const hook = createHook({ init: (_id, type) => void (promises += type === 'PROMISE' ? 1 : 0) });

  return new Promise((resolve, reject) => {
    const client = connect(Number(port), hostname, () => {
      // From here on, all other writes are the server's.
      const vectors = jest.spyOn(Socket.prototype, '_writev' as never);
      const singles = jest.spyOn(Socket.prototype, '_write');
      client.once('data', (response) => {
        hook.disable();
        const counts = {
          promises,
          heads: heads.mock.calls.length,
          separateHeaders: separateHeaders.mock.calls.length,
          writes: vectors.mock.calls.length + singles.mock.calls.length - 1,
        };
        for (const spy of [heads, separateHeaders, vectors, singles]) spy.mockRestore();
        client.destroy();
        if (/^HTTP\/1.1 200 [^]*"data":/.test(response.toString())) resolve(counts);
        else reject(new Error(response.toString()));
      });
      hook.enable();
      client.write(
        [
          'POST /graphql HTTP/1.1',
          `host: ${hostname}:${port}`,
          'content-type: application/json',
          `authorization: Bearer ${alice.accessToken}`,
          `content-length: ${body.length}`,
          '',
          body,
        ].join('\r\n'),
      );
    });
    client.once('error', reject);
  });
}

it('writes a response at once, with one head', async () => {
  expect(await costsOf('{ items(first: 1) { id secret } }')).toMatchObject({
    heads: 1,
    separateHeaders: 0,
    writes: 1,
  });
});

it('needs few promises beyond the 60 or so of the pipeline of Apollo Server', async () => {
  const { promises } = await costsOf('{ items(first: 1) { id secret } }');
  expect(promises).toBeLessThanOrEqual(80);
});

it('needs no more promises for a thousand protected rows than for one', async () => {
  const one = await costsOf('{ items(first: 1) { id secret } }');
  const thousand = await costsOf('{ items(first: 1000) { id secret } }');
  expect(thousand.promises).toBe(one.promises);
});
