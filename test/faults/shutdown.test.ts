import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { holderOf, isAlive, temporaryFolder, until } from '../support/embedded-mongodb.js';
import { expectData } from '../support/expectations.js';
import {
  cleanUpProcesses,
  type RunningCommand,
  type ServerProcess,
  sharedDatabase,
  startCommand,
  startProgram,
  startServerProcess,
  waitFor,
} from '../support/process.js';
import { askWhoIAm, type Tokens, tryToLogIn } from '../support/sessions.js';
import { takePort } from '../support/take-port.js';

jest.setTimeout(60_000);
afterEach(cleanUpProcesses);

const production = {
  NODE_ENV: 'production',
  ISSUER: 'https://auth.example.com',
  SIGN_IN_LIMIT_PER_ADDRESS: '10000',
};

async function register(server: ServerProcess) {
  const person = { email: `${randomBytes(6).toString('hex')}@example.com`, password: 'four words make one' };
  const query = `mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }`;
  const tokens = expectData(await server.ask(query, { input: person })).register as Tokens;
  return { ...person, ...tokens };
}

/** Sends concurrent requests, like clients behind a load balancer, until `/ready` fails. */
function putUnderLoad(server: ServerProcess, token: string) {
  const load = { responses: 0, failures: [] as unknown[], readiness: 200 };
  const isReady = () => load.readiness === 200;
  const probe = async () => {
    while (isReady()) load.readiness = await server.statusOf('/ready');
  };
  const client = async () => {
    while (isReady()) {
      expectData(await askWhoIAm(server, token));
      load.responses += 1;
    }
  };
  const all = [probe(), ...Array.from({ length: 8 }, client)];
  const over = Promise.allSettled(all).then((ends) => {
    load.failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    return load;
  });
  return { over, responses: () => load.responses };
}

const logInManyTimes = (server: ServerProcess, person: Parameters<typeof tryToLogIn>[1]) =>
  Array.from({ length: 4 }, () => tryToLogIn(server, person).then(expectData));

it('fails /ready first at SIGTERM under load, fails no request, and exits with 0', async () => {
  const server = await startServerProcess({ env: { ...sharedDatabase(), ...production } });
  const person = await register(server);
  const load = putUnderLoad(server, person.accessToken);
  await until(() => load.responses() > 200);
  const logins = logInManyTimes(server, person);

  const ending = server.signal('SIGTERM');

  expect(await load.over).toMatchObject({ readiness: 503, failures: [] });
  // A client that does not know yet still gets a response, which asks it to connect elsewhere next time.
  const late = await askWhoIAm(server, person.accessToken);
  expectData(late);
  expect(late.headers.get('connection')).toBe('close');
  await Promise.all(logins);
  const { exitCode, stderr } = await ending;
  expect(stderr).toBe('SIGTERM received. Finishing requests in progress …\n');
  expect(exitCode).toBe(0);
});

it('finishes requests in flight at SIGINT, and stops the embedded MongoDB', async () => {
  const DATA_DIR = temporaryFolder();
  const server = await startServerProcess({ env: { DATA_DIR } });
  const person = await register(server);
  const logins = logInManyTimes(server, person);
  await Promise.race(logins);
  const enginePid = Number(holderOf(join(DATA_DIR, 'mongodb.engine')));
  expect(isAlive(enginePid)).toBe(true);

  const [{ exitCode, stderr }] = await Promise.all([server.signal('SIGINT'), ...logins]);

  // Connections that clients keep open do not delay the stop: after ten seconds the exit code would be 1.
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: 'SIGINT received. Finishing requests in progress …\n',
  });
  expect(isAlive(enginePid)).toBe(false);
  expect(holderOf(join(DATA_DIR, 'mongodb.lock'))).toBeUndefined();
});

/** Runs code that uses the signal handling of the command line. */
function startWithSignals(code: string): RunningCommand {
  const { href } = pathToFileURL(join(__dirname, '../../dist/process.js'));
  const program = `import { handleStopSignals } from '${href}'; const signals = handleStopSignals(); ${code}`;
  return startProgram(process.execPath, ['--input-type=module', '--eval', program], {});
}

it('exits with 1 when a stop hangs without pending work', async () => {
  const command = startWithSignals(`
    const alive = setInterval(() => undefined, 1_000);
    signals.stopWith(() => new Promise(() => clearInterval(alive)));
    process.stdout.write('started');`);
  await waitFor(command, /started/);

  const { exitCode, stderr } = await command.signal('SIGTERM');

  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'The server did not stop within 10 s.\n' });
});

it('stops gracefully when a signal arrives at the very end of start-up', async () => {
  const command = startWithSignals(`
    setInterval(() => undefined, 1_000);
    setImmediate(() => {
      process.kill(process.pid, 'SIGTERM');
      signals.stopWith(async () => void process.stdout.write('stopped'));
    });`);

  expect(await command.ended).toMatchObject({ exitCode: 0, stdout: 'stopped' });
});

it('exits immediately at SIGTERM during start-up', async () => {
  const { port, release } = await takePort();
  const command = startCommand(['serve'], {
    env: { ...sharedDatabase(`mongodb://127.0.0.1:${port}/graphward`), PORT: '0' },
  });
  await waitFor(command, /The database is unreachable; retrying/);

  const { exitCode } = await command.signal('SIGTERM');

  expect(exitCode).toBe(128 + constants.signals.SIGTERM);
  release();
});

it('logs an unhandled promise rejection and keeps running', async () => {
  const stray = "process.on('SIGUSR2', () => void Promise.reject(new Error('a stray rejection')))";
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(stray)}`;
  const server = await startServerProcess({ env: { ...sharedDatabase(), NODE_OPTIONS } });

  void server.signal('SIGUSR2');

  await until(() => server.said().stdout.includes('a stray rejection'));
  expect(await server.statusOf('/ready')).toBe(200);
  expect(await server.signal('SIGTERM')).toMatchObject({ exitCode: 0 });
});
