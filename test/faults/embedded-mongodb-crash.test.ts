import { join } from 'node:path';
import {
  beginServer,
  cleanUp,
  holderOf,
  isAlive,
  type MongodbServer,
  startServer,
  temporaryFolder,
  until,
} from '../support/embedded-mongodb.js';
import { withNotes } from './with-notes.js';

afterEach(cleanUp);

const journaled = { writeConcern: { w: 'majority', j: true } } as const;

const hasLogged = ({ logged }: MongodbServer, part: string) => logged.some(({ msg }) => msg.includes(part));

describe("when the engine's process is killed", () => {
  it('restarts it at the same URI, with every acknowledged write', async () => {
    const dataDir = temporaryFolder();
    const server = await startServer({ dataDir });
    await withNotes(server.uri, async (notes) => {
      for (let number = 0; number < 50; number++) await notes.insertOne({ number }, journaled);
      process.kill(server.enginePid, 'SIGKILL');
      await until(() => hasLogged(server, 'is running again'));
      // The same client reconnects to the same URI.
      const numbers = (await notes.find().sort({ number: 1 }).toArray()).map(
        ({ number }) => number as number,
      );
      expect(numbers).toEqual(Array.from({ length: 50 }, (_, number) => number));
    });
    expect(holderOf(join(dataDir, 'mongodb.engine'))).not.toBe(server.enginePid);
    expect(server.logged).toContainEqual(
      expect.objectContaining({ level: 40, signal: 'SIGKILL', delayMs: 200 }),
    );
  });

  it('does not restart it after a stop', async () => {
    const dataDir = temporaryFolder();
    const server = await startServer({ dataDir });
    process.kill(server.enginePid, 'SIGKILL');
    await until(() => hasLogged(server, 'exited'));
    await server.stop();
    expect(hasLogged(server, 'is running again')).toBe(false);
    expect(holderOf(join(dataDir, 'mongodb.lock'))).toBeUndefined();
  });
});

describe('when the server is killed', () => {
  it('stops the engine, and the next server finds the data', async () => {
    const dataDir = temporaryFolder();
    const killed = await startServer({ dataDir });
    await withNotes(killed.uri, (notes) => notes.insertOne({ text: 'kept' }, journaled));
    await killed.kill();

    const next = await startServer({ dataDir });
    await until(() => !isAlive(killed.enginePid));
    expect(await withNotes(next.uri, (notes) => notes.countDocuments({ text: 'kept' }))).toBe(1);
  });

  it('makes the next server wait for the engine that is still closing', async () => {
    const dataDir = temporaryFolder();
    const killed = await startServer({ dataDir });
    process.kill(killed.enginePid, 'SIGSTOP');
    try {
      await killed.kill();
      const next = beginServer({ dataDir });
      await until(() => holderOf(join(dataDir, 'mongodb.lock')) === next.pid);
      expect(holderOf(join(dataDir, 'mongodb.engine'))).toBe(killed.enginePid);
      process.kill(killed.enginePid, 'SIGCONT');
      await expect(next.started).resolves.toMatchObject({ uri: killed.uri });
    } finally {
      if (isAlive(killed.enginePid)) process.kill(killed.enginePid, 'SIGCONT');
    }
  });
});

it('ignores signals from a terminal or service manager, and waits for the server to stop it', async () => {
  const server = await startServer({ dataDir: temporaryFolder() });
  process.kill(server.enginePid, 'SIGINT');
  process.kill(server.enginePid, 'SIGTERM');
  process.kill(server.enginePid, 'SIGHUP');
  await withNotes(server.uri, (notes) => notes.insertOne({}, journaled));
  expect(isAlive(server.enginePid)).toBe(true);
  expect(server.logged).toEqual([]);
});
