// Starts the database, the servers and the load generator, and stops them.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startProcess, stopProcess, untilListening, untilWritten } from './processes.mjs';

const root = new URL('../../', import.meta.url);
const pathOf = (file) => fileURLToPath(new URL(file, root));

/** The servers that Graphward runs with in production. Only the limits on sign-ins are out of the way. */
export async function startEnvironment(peers) {
  const folder = mkdtempSync(join(tmpdir(), 'graphward-compare-'));
  const children = [];
  const start = (name, program, options) => {
    const output = join(folder, `${name}.log`);
    const child = startProcess(program, { output, ...options });
    children.push(child);
    return { child, output };
  };
  const stop = async () => {
    await Promise.all(children.toReversed().map(stopProcess));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const settings = createSettings(await startDatabase(start, folder));
    const servers = await startServers(start, peers, settings);
    const startLoad = (name) =>
      createRunner(start(name, pathOf('bench/compare/load.mjs'), { core: 'load', ipc: true }).child);
    return { settings, servers, run: startLoad('load'), startLoad, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createSettings(mongodbUri) {
  return {
    NODE_ENV: 'production',
    MONGODB_URI: mongodbUri,
    JWT_SECRET: randomText(),
    REFRESH_SECRET: randomText(),
    ISSUER: 'https://auth.example.com',
    AUDIENCE: 'graphward',
    // Longer than the longest run.
    ACCESS_TOKEN_TTL: '86400',
    SIGN_IN_LIMIT_PER_ACCOUNT: '1000000',
    SIGN_IN_LIMIT_PER_ADDRESS: '1000000',
  };
}

/** 64 random printable characters, which are neither hexadecimal nor base64: every library takes their UTF-8 bytes. */
function randomText() {
  return `!${Array.from(randomBytes(63), (byte) => String.fromCharCode(33 + (byte % 94))).join('')}`;
}

/** On the core for load, like the database of a server in production, which runs on another machine. */
async function startDatabase(start, folder) {
  const env = { DATA_DIR: join(folder, 'data'), MONGODB_URI: '' };
  const { child, output } = start('mongodb', pathOf('dist/cli/graphward.js'), {
    core: 'load',
    options: ['mongo'],
    env,
  });
  return untilWritten(child, /^(mongodb:\S+)\n/m, output);
}

async function startServers(start, peers, settings) {
  const servers = new Map();
  // One after another: several servers create the same indexes, and each start is short.
  for (const { name, file, core = 'server', options, env: more, ipc } of peers) {
    const port = await freePort();
    const env = { ...settings, ...more, PORT: String(port) };
    const { child, output } = start(name, pathOf(`bench/peers/${file}`), { core, options, env, ipc });
    await untilListening(child, port, output);
    servers.set(name, { name, port, child, isWarm: false });
  }
  return servers;
}

/** Returns a function that gives the load generator a job and resolves to its result. */
function createRunner(load) {
  const exit = once(load, 'exit').then(() => [{ error: 'The load generator exited.' }]);
  return async (job) => {
    const reply = once(load, 'message');
    load.send(job);
    const [{ result, error }] = await Promise.race([reply, exit]);
    if (error) throw new Error(error);
    return result;
  };
}
