// How soon a logout through one server is known to all others on the same database, and what following costs at rest.
// Run with: npm run build && node bench/propagation.mjs
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';

const logouts = 500;
const sessionsPerUser = 50;
const atOnce = 25;
const betweenLooksMs = 5;
const restMs = 10_000;
const giveUpAfterMs = 10_000;

const program = fileURLToPath(new URL('../dist/cli/graphward.js', import.meta.url));
const secret = () => randomBytes(32).toString('base64');

/** Starts a command and resolves with what it says first of this kind. */
async function start(args, env, pattern) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  };
  const found = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      const [, match] = pattern.exec(said) ?? [];
      if (match) resolve(match);
    });
    child.once('exit', () => reject(new Error(`graphward ${args.join(' ')} ended.`)));
  });
  return { found, stop };
}

async function ask(url, query, { input, token } = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables: { input } }),
  });
  return response.json();
}

async function signIn(url, count) {
  const input = { email: `${randomBytes(8).toString('hex')}@example.com`, password: 'four words make one' };
  await ask(url, 'mutation ($input: RegisterInput!) { register(input: $input) { tokenType } }', { input });
  const query = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
  const answers = await Promise.all(Array.from({ length: count }, () => ask(url, query, { input })));
  return answers.map(({ data }) => data.login.accessToken);
}

/** Milliseconds from the logout's answer until the server refuses the token. */
async function untilRefused(url, token) {
  const endedAt = performance.now();
  for (;;) {
    const { errors } = await ask(url, '{ me { id } }', { token });
    const elapsed = performance.now() - endedAt;
    if (errors) return elapsed;
    if (elapsed > giveUpAfterMs) throw new Error('A logout was never followed.');
    await pause(betweenLooksMs);
  }
}

async function measurePropagation([first, ...others]) {
  const tokens = [];
  while (tokens.length < logouts) tokens.push(...(await signIn(first, sessionsPerUser)));
  const times = [];
  while (tokens.length > 0) {
    const measured = tokens.splice(0, atOnce).map(async (token) => {
      // Spread over the time between two polls.
      await pause(Math.random() * 300);
      await ask(first, 'mutation { logout { revokedSessions } }', { token });
      return Promise.all(others.map((url) => untilRefused(url, token)));
    });
    times.push(...(await Promise.all(measured)).flat());
  }
  return times.sort((one, other) => one - other);
}

/** Commands a second and server while nobody asks anything, by the database's own counters. */
async function measureRest(client, servers) {
  const read = async () => {
    const { opcounters, metrics } = await client.db('admin').command({ serverStatus: 1 });
    const all = Object.values(opcounters).reduce((sum, count) => sum + (Number(count) || 0), 0);
    return { all, polls: Number(metrics.commands.aggregate.total) };
  };
  const before = await read();
  await pause(restMs);
  const after = await read();
  const rate = (count) => (count / servers / (restMs / 1000)).toFixed(1);
  return { polls: rate(after.polls - before.polls), all: rate(after.all - before.all) };
}

async function measure(size, dataDir) {
  const engine = await start(['mongo'], { DATA_DIR: dataDir, MONGODB_URI: '' }, /^(mongodb:\S+)\n/);
  const env = {
    PORT: '0',
    MONGODB_URI: engine.found,
    JWT_SECRET: secret(),
    REFRESH_SECRET: secret(),
    SIGN_IN_LIMIT_PER_ACCOUNT: '100000',
    SIGN_IN_LIMIT_PER_ADDRESS: '100000',
  };
  const servers = await Promise.all(
    Array.from({ length: size }, () => start(['serve'], env, /^Graphward is running at (\S+)\/graphql$/m)),
  );
  const client = await MongoClient.connect(engine.found);
  try {
    const rest = await measureRest(client, size);
    const times = await measurePropagation(servers.map(({ found }) => found));
    return {
      servers: size,
      logouts,
      'median, ms': Math.round(times[Math.floor(times.length / 2)]),
      'maximum, ms': Math.round(times.at(-1)),
      'polls a second and server': rest.polls,
      'all commands a second and server': rest.all,
    };
  } finally {
    await client.close();
    await Promise.all(servers.map(({ stop }) => stop()));
    await engine.stop();
  }
}

const results = [];
for (const size of [2, 4]) {
  const dataDir = mkdtempSync(join(tmpdir(), 'graphward-bench-'));
  try {
    results.push(await measure(size, dataDir));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
console.table(results);
