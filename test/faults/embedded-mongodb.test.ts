import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import mongoose from 'mongoose';
import { cleanUp, isAlive, startServer, temporaryFolder } from '../support/embedded-mongodb.js';
import { withNotes } from './with-notes.js';

afterEach(cleanUp);

const modeOf = (path: string) => statSync(path).mode & 0o777;
const socketOf = (uri: string) => decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(uri)?.[1] ?? '');

async function exitedProcessId(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return Number(child.pid);
}

describe('the embedded MongoDB', () => {
  it('supports mongoose: indexes, duplicate keys, atomic updates, majority and journal', async () => {
    const { uri } = await startServer({ dataDir: join(temporaryFolder(), 'data') });
    const connection = await mongoose.createConnection(uri).asPromise();
    try {
      const writeConcern = { w: 'majority', j: true } as const;
      const schema = new mongoose.Schema(
        { email: { type: String, unique: true }, visits: Number },
        { writeConcern },
      );
      const User = connection.model('User', schema);
      await User.init();
      await User.create({ email: 'alice@example.com', visits: 0 });
      await expect(User.create({ email: 'alice@example.com' })).rejects.toMatchObject({ code: 11000 });

      const visits = Array.from({ length: 20 }, () =>
        User.findOneAndUpdate(
          { email: 'alice@example.com' },
          { $inc: { visits: 1 } },
          { returnDocument: 'after' },
        ),
      );
      const counts = (await Promise.all(visits)).map((user) => user?.visits);
      expect(counts.sort((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
      expect(connection.name).toBe('graphward');
    } finally {
      await connection.close();
    }
  });

  it('keeps its data and URI across a restart', async () => {
    const dataDir = temporaryFolder();
    const first = await startServer({ dataDir });
    await withNotes(first.uri, (notes) => notes.insertOne({ text: 'kept' }));
    await first.stop();

    const second = await startServer({ dataDir });
    expect(second.uri).toBe(first.uri);
    expect(await withNotes(second.uri, (notes) => notes.countDocuments({ text: 'kept' }))).toBe(1);
  });

  it('leaves only its database behind when it stops', async () => {
    const dataDir = temporaryFolder();
    const server = await startServer({ dataDir });
    expect(existsSync(socketOf(server.uri))).toBe(true);
    await server.stop();
    expect(readdirSync(dataDir)).toEqual(['mongodb']);
    expect(isAlive(server.enginePid)).toBe(false);
  });

  it('keeps its folder and socket private', async () => {
    const dataDir = join(temporaryFolder(), 'not', 'there');
    const { uri } = await startServer({ dataDir });
    expect(modeOf(dataDir)).toBe(0o700);
    expect(modeOf(dirname(socketOf(uri)))).toBe(0o700);
  });

  it('supports a folder whose path is too long for a socket', async () => {
    const dataDir = join(temporaryFolder(), 'a-long-name'.repeat(12));
    const server = await startServer({ dataDir });
    const folder = dirname(socketOf(server.uri));
    expect(modeOf(folder)).toBe(0o700);
    await withNotes(server.uri, (notes) => notes.insertOne({}));
    await server.stop();
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a second server on the same folder', () => {
  it('fails with the process ID of the first and how to share a database', async () => {
    const dataDir = temporaryFolder();
    const first = await startServer({ dataDir });
    const second = startServer({ dataDir });
    await expect(second).rejects.toMatchObject({ name: 'EmbeddedMongodbError' });
    await expect(second).rejects.toThrow(`process ${first.pid}`);
    await expect(second).rejects.toThrow(/graphward mongo.*MONGODB_URI/);
    await withNotes(first.uri, (notes) => notes.insertOne({}));
  });

  it('starts when the first has exited without releasing its lock', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(
      join(dataDir, 'mongodb.lock'),
      JSON.stringify({ pid: await exitedProcessId(), startedAt: '' }),
    );
    await expect(startServer({ dataDir })).resolves.toHaveProperty('uri');
  });

  it('starts when another process has the process ID of the first', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(
      join(dataDir, 'mongodb.lock'),
      JSON.stringify({ pid: process.pid, startedAt: 'an-earlier-boot/1' }),
    );
    await expect(startServer({ dataDir })).resolves.toHaveProperty('uri');
  });
});

it('lets exactly one of several concurrent servers take over an abandoned folder', async () => {
  const dataDir = temporaryFolder();
  writeFileSync(
    join(dataDir, 'mongodb.lock'),
    JSON.stringify({ pid: await exitedProcessId(), startedAt: '' }),
  );
  const starts = await Promise.allSettled(Array.from({ length: 4 }, () => startServer({ dataDir })));
  expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const start of starts) {
    if (start.status === 'rejected') expect(String(start.reason)).toMatch(/in use by another server/);
  }
});

describe('start-up is refused when the data folder', () => {
  async function expectRefusal(dataDir: string, reason: RegExp) {
    const start = startServer({ dataDir });
    await expect(start).rejects.toMatchObject({ name: 'EmbeddedMongodbError' });
    await expect(start).rejects.toThrow(reason);
    await expect(start).rejects.toThrow(/DATA_DIR/);
  }

  it('is a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expectRefusal(file, /a file exists/);
    await expectRefusal(join(file, 'below'), /a file exists/);
  });

  it('cannot be created', () => expectRefusal('/proc/graphward', /\/proc\/graphward cannot be/));

  it('contains foreign files, which do not change', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'thesis.tex'), '');
    await expectRefusal(dataDir, /thesis\.tex/);
    expect(readdirSync(dataDir)).toEqual(['thesis.tex']);
  });

  it("contains a mongod's data, which do not change", async () => {
    const dataDir = temporaryFolder();
    mkdirSync(join(dataDir, 'mongodb'));
    writeFileSync(join(dataDir, 'mongodb', 'WiredTiger.wt'), '');
    await expectRefusal(dataDir, /not created by Graphward.*MONGODB_URI/);
    expect(readdirSync(join(dataDir, 'mongodb'))).toEqual(['WiredTiger.wt']);
  });

  it('contains a database that the engine cannot open', async () => {
    const dataDir = temporaryFolder();
    mkdirSync(join(dataDir, 'mongodb'));
    for (const name of ['.graphward', 'WiredTiger', 'WiredTiger.turtle', 'WiredTiger.wt', 'storage.bson']) {
      writeFileSync(join(dataDir, 'mongodb', name), 'broken');
    }
    const start = startServer({ dataDir });
    await expect(start).rejects.toMatchObject({ name: 'EmbeddedMongodbError' });
    await expect(start).rejects.toThrow(join(dataDir, 'mongodb'));
    expect(existsSync(join(dataDir, 'mongodb.lock'))).toBe(false);
  });
});
