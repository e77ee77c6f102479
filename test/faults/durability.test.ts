import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { holderOf, temporaryFolder } from '../support/embedded-mongodb.js';
import { expectData } from '../support/expectations.js';
import {
  cleanUpProcesses,
  type ServerProcess,
  startCommand,
  untilGone,
  whenServing,
} from '../support/process.js';
import {
  askWhoIAm,
  expectAlive,
  expectDead,
  logOut,
  refresh,
  type Tokens,
  tryToLogIn,
} from '../support/sessions.js';

afterEach(cleanUpProcesses);

/** Each operation, with and without the engine killed first, twice. */
const kills = 16;
const noLimits = { SIGN_IN_LIMIT_PER_ACCOUNT: '10000', SIGN_IN_LIMIT_PER_ADDRESS: '10000' };
const password = 'four words make one';

/** An acknowledged operation, and how to check that its effect persists. */
interface Promised {
  /** Checks without changing anything, so that it can run after every restart. */
  still(server: ServerProcess): Promise<void>;
  /** The final check, which may use up the tokens. */
  atLast(server: ServerProcess): Promise<void>;
}

async function register(server: ServerProcess): Promise<Tokens & { email: string }> {
  const email = `${randomBytes(6).toString('hex')}@example.com`;
  const query = `mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }`;
  const { register: tokens } = expectData(await server.ask(query, { input: { email, password } }));
  return { email, ...(tokens as Tokens) };
}

async function logIn(server: ServerProcess, email: string): Promise<Tokens> {
  return expectData(await tryToLogIn(server, { email, password })).login as Tokens;
}

const sessionLives = (tokens: Tokens): Promised => ({
  still: async (server) => void expectData(await askWhoIAm(server, tokens.accessToken)),
  atLast: (server) => expectAlive(server, tokens),
});

type Operation = (server: ServerProcess, email: string) => Promise<Promised>;

/** Operations after which the server is killed. */
const operations: readonly Operation[] = [
  async function registering(server) {
    const registered = await register(server);
    return {
      ...sessionLives(registered),
      atLast: async (later) => expectAlive(later, await logIn(later, registered.email)),
    };
  },
  async function signingIn(server, email) {
    return sessionLives(await logIn(server, email));
  },
  async function refreshing(server, email) {
    const session = await logIn(server, email);
    const successor = await refresh(server, session.refreshToken);
    return {
      still: async (later) => {
        const again = await refresh(later, session.refreshToken);
        expect(again.refreshToken).toBe(successor.refreshToken);
      },
      atLast: (later) => expectAlive(later, successor),
    };
  },
  async function signingOut(server, email) {
    const session = await logIn(server, email);
    await logOut(server, { refreshToken: session.refreshToken });
    const staysOut = (later: ServerProcess) => expectDead(later, session);
    return { still: staysOut, atLast: staysOut };
  },
];

/** Loads a server's code ahead of time, so that a restart takes only as long as start-up itself. */
function prepareServer(env: Record<string, string>) {
  const loading = pathToFileURL(join(__dirname, '../support/preload-server.mjs')).href;
  const command = startCommand(['serve'], { env, nodeOptions: ['--import', loading] });
  return {
    start: () => {
      command.stdin.write('go\n');
      return whenServing(command);
    },
  };
}

it(`loses nothing acknowledged when the server is killed immediately afterwards, ${kills} times`, async () => {
  const env = {
    DATA_DIR: temporaryFolder(),
    PORT: '0',
    REFRESH_GRACE: '300',
    LOG_LEVEL: 'warn',
    ...noLimits,
  };
  const promises: Promised[] = [];
  const prepared = [prepareServer(env), prepareServer(env)];
  const startNext = () => {
    prepared.push(prepareServer(env));
    return prepared.shift()?.start() ?? Promise.reject(new Error('none was prepared'));
  };
  let server = await startNext();
  const { email } = await register(server);

  for (let kill = 0; kill < kills; kill++) {
    const enginePid = Number(holderOf(join(env.DATA_DIR, 'mongodb.engine')));
    // All operations run at once. The server is killed as soon as one of them, in turn, is acknowledged.
    const underWay = operations.map(async (operation) => promises.push(await operation(server, email)));
    await underWay[kill % operations.length];
    // Without the server, the engine closes cleanly. In every other round of operations it is killed first.
    if (Math.floor(kill / operations.length) % 2 === 1) process.kill(enginePid, 'SIGKILL');
    await Promise.allSettled([server.signal('SIGKILL'), ...underWay]);

    server = await startNext();
    await untilGone(enginePid);
    await Promise.all(promises.map((promised) => promised.still(server)));
  }
  expect(promises.length).toBeGreaterThanOrEqual(kills);
  // One by one, because the server accepts only so many sign-ins at once.
  for (const promised of promises) await promised.atLast(server);
}, 240_000);
