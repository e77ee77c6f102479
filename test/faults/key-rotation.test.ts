/** Three rotations of the signing key on three instances under load: no request is refused, and no token is unknown. */
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import {
  cleanUpProcesses,
  runCommand,
  type ServerProcess,
  sharedDatabase,
  startServerProcess,
} from '../support/process.js';
import { askWhoIAm, type Tokens, tryToRefresh } from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';
import { register } from './fleet.js';

jest.setTimeout(300_000);
afterEach(cleanUpProcesses);

const delaySeconds = 10;
const rotations = 3;

const kidOf = ({ accessToken }: Pick<Tokens, 'accessToken'>) => takeApart(accessToken).header.kid as string;

/** Another service: it fetches the keys of one instance again when its copy has expired. */
function createVerifier(server: ServerProcess) {
  let known = new Set<string>();
  let expiresAt = 0;
  return async (kid: string): Promise<boolean> => {
    if (performance.now() >= expiresAt) {
      const response = await fetch(`${server.url}/.well-known/jwks.json`);
      const maxAge = /max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1];
      const { keys } = (await response.json()) as { keys: { kid: string }[] };
      known = new Set(keys.map((key) => key.kid));
      expiresAt = performance.now() + Number(maxAge) * 1000;
    }
    return known.has(kid);
  };
}

it('rotates three times on three instances under load without refusing a request', async () => {
  // Two instances share a folder, the third has a copy.
  const [shared, copy] = [temporaryFolder(), temporaryFolder()];
  const database = { ...sharedDatabase(), JWT_SECRET: '', JWT_KEY_PUBLISH_DELAY: String(delaySeconds) };
  const envOf = (folder: string) => ({ ...database, JWT_KEYS_DIR: folder });
  const synchronize = () => {
    for (const file of readdirSync(shared)) copyFileSync(join(shared, file), join(copy, file));
  };
  const addKey = async () => {
    const { exitCode, stdout } = await runCommand(['keys', 'new'], { env: envOf(shared) });
    expect(exitCode).toBe(0);
    synchronize();
    return stdout.split('\t')[0] ?? '';
  };
  await addKey();
  const first = await startServerProcess({ env: envOf(shared) });
  const servers = [
    first,
    ...(await Promise.all([shared, copy].map((folder) => startServerProcess({ env: envOf(folder) })))),
  ];
  const people: { server: ServerProcess; tokens: Tokens }[] = [];
  for (const server of servers) people.push({ server, tokens: await register(server) });

  const everSigned = new Map<string, string>();
  const refused: unknown[] = [];
  let requests = 0;
  let isOver = false;
  /** Refreshes at one instance and uses the new token at all. */
  const client = async (server: ServerProcess, start: Tokens) => {
    const isKnownElsewhere = createVerifier(servers[0] === server ? (servers[2] ?? server) : first);
    let own = start;
    while (!isOver) {
      const refreshed = await tryToRefresh(server, own.refreshToken);
      requests += 1;
      if (refreshed.errors) return void refused.push(refreshed.errors);
      own = refreshed.data?.refresh as Tokens;
      everSigned.set(kidOf(own), own.accessToken);
      if (!(await isKnownElsewhere(kidOf(own)))) refused.push(`unknown to another service: ${kidOf(own)}`);
      for (const each of servers) {
        const { errors } = await askWhoIAm(each, own.accessToken);
        requests += 1;
        if (errors) refused.push(errors);
      }
    }
  };
  const clients = people.map(({ server, tokens }) => client(server, tokens));

  const signers = [...new Set(people.map(({ tokens }) => kidOf(tokens)))];
  for (let rotation = 0; rotation < rotations; rotation += 1) {
    const next = await addKey();
    signers.push(next);
    await eventually(() => expect(everSigned.has(next)).toBe(true), 60_000);
    const before = requests;
    await eventually(() => expect(requests).toBeGreaterThan(before + 20), 60_000);
  }
  isOver = true;
  await Promise.all(clients);

  expect(refused).toEqual([]);
  expect([...everSigned.keys()]).toEqual(signers);
  for (const token of everSigned.values())
    for (const server of servers) expectData(await askWhoIAm(server, token));
});
