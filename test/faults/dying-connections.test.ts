/** Connections that close just before the driver uses them. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { freshDatabaseUri, startGraphward, type TestServer } from '../support/graphward.js';
import { outcomeOf } from './attempts.js';

const sockets = new Set<Socket>();
const collect = (message: unknown) => sockets.add((message as { socket: Socket }).socket);

let server: TestServer;

beforeAll(async () => {
  subscribe('net.client.socket', collect);
  server = await startGraphward({ database: freshDatabaseUri() });
});
afterAll(async () => {
  unsubscribe('net.client.socket', collect);
  await server.stop();
});

const toDatabase = () =>
  [...sockets].filter(
    (socket) => !socket.destroyed && !socket.connecting && socket.remoteAddress === undefined,
  );

it('fails requests immediately when connections close, and recovers', async () => {
  const alice = await server.signUp('alice');
  for (let round = 0; round < 8; round += 1) {
    const asking = Array.from({ length: 10 }, () => outcomeOf(server.as(alice).ask('{ me { id } }')));
    await pause(round % 7);
    expect(toDatabase().length).toBeGreaterThan(0);
    for (const socket of toDatabase()) socket.destroy();
    const kinds = (await Promise.all(asking)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'done' && kind !== 'unknown')).toEqual([]);
  }
  await eventually(async () => void expectData(await server.as(alice).ask('{ me { id } }')));
});
