import { MongoClient } from 'mongodb';
import { findRunningEmbeddedMongodb } from '../../src/embedded-mongodb/index.js';
import type { GraphqlResult } from '../support/client.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { cleanUpProcesses, type ServerProcess } from '../support/process.js';
import { slowestLiveResponse, startLiveServer } from './live-server.js';

const aliases = 50;
const floodRequests = 60;
let made = 0;
const somebody = () => `somebody${(made += 1)}@example.com`;

const codesOf = ({ errors = [] }: GraphqlResult) => errors.map(({ extensions }) => extensions.code);

function aliased(count: number, field: (email: string) => string): string {
  const fields = Array.from({ length: count }, (_, index) => `a${index}: ${field(somebody())}`);
  return `mutation { ${fields.join(' ')} }`;
}

/** Registrations that fail before hashing, so that they reach the limit quickly. */
const registrations = (count: number) =>
  aliased(count, (email) => `register(input: { email: "${email}", password: "short" }) { expiresIn }`);
const logins = (count: number) =>
  aliased(count, (email) => `login(input: { email: "${email}", password: "a wrong one" }) { expiresIn }`);

async function withAttempts<Result>(
  dataDir: string,
  work: (count: () => Promise<number>) => Promise<Result>,
): Promise<Result> {
  const client = await MongoClient.connect(findRunningEmbeddedMongodb(dataDir) ?? '');
  try {
    return await work(() => client.db().collection('attempts').countDocuments());
  } finally {
    await client.close();
  }
}

/** The server's log lines about rate-limited attempts. */
function rateLimitedLines(server: ServerProcess): string[] {
  const { stdout, stderr } = server.said();
  return `${stdout}${stderr}`.split('\n').filter((line) => line.includes('rate_limited'));
}

afterAll(cleanUpProcesses);

describe('a flood of sign-ins from one address', () => {
  it('writes nothing and hashes nothing once the address is over its limit', async () => {
    const dataDir = temporaryFolder();
    const server = await startLiveServer({ env: { DATA_DIR: dataDir } });
    for (let request = 0; request < 30; request += 1) await server.ask(registrations(10));

    await withAttempts(dataDir, async (count) => {
      const before = await count();
      const codes = new Set<string>();
      const slowest = await slowestLiveResponse(server, async () => {
        for (let request = 0; request < floodRequests; request += 1)
          for (const code of codesOf(await server.ask(logins(aliases)))) codes.add(code);
      });

      expect([...codes]).toEqual(['RATE_LIMITED']);
      expect(before).toBe(1 + 300);
      expect(await count()).toBe(before);
      expect(slowest).toBeLessThan(1_000);
    });
    // One line immediately, and one per minute of the flood.
    const lines = rateLimitedLines(server);
    expect(lines.length).toBeGreaterThanOrEqual(1);
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(lines.join('')).not.toContain('@example.com');
    const stopped = await server.signal('SIGTERM');
    const sums = [...`${stopped.stdout}${stopped.stderr}`.matchAll(/"attempts":(\d+)/g)].map(([, sum]) =>
      Number(sum),
    );
    expect(sums.reduce((sum, each) => sum + each, 0)).toBe(floodRequests * aliases);
  });

  it('writes at most ten attempts for each request before that', async () => {
    const dataDir = temporaryFolder();
    const server = await startLiveServer({ env: { DATA_DIR: dataDir } });

    await withAttempts(dataDir, async (count) => {
      const codes = codesOf(await server.ask(registrations(aliases)));
      expect(codes.filter((code) => code === 'BAD_USER_INPUT')).toHaveLength(10);
      expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(aliases - 10);
      expect(await count()).toBe(1 + 10);
    });
  });
});
