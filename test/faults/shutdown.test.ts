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
import { askWhoIAm, tryToLogIn, type Tokens } from '../support/sessions.js';
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

/** Sends requests as clients behind a load balancer do: many at a time, until `/ready` fails. */
function putUnderLoad(server: ServerProcess, token: string) {
  const load = { answers: 0, failures: [] as unknown[], readiness: 200 };
  const isReady = () => load.readiness === 200;
  const probe = async () => {
    while (isReady()) load.readiness = await server.statusOf('/ready');
  };
  const client = async () => {
    while (isReady()) {
      expectData(await askWhoIAm(server, token));
      load.answers += 1;
    }
  };
  const all = [probe(), ...Array.from({ length: 8 }, client)];
  const over = Promise.allSettled(all).then((ends) => {
    load.failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    return load;
  });
  return { over, answers: () => load.answers };
}

const logInManyTimes = (server: ServerProcess, person: Parameters<typeof tryToLogIn>[1]) =>
  Array.from({ length: 10 }, () => tryToLogIn(server, person).then(expectData));

test('at SIGTERM under load /ready fails first, no request fails, and the server ends with 0', async () => {
  const server = await startServerProcess({ env: { ...sharedDatabase(), ...production } });
  const person = await register(server);
  const load = putUnderLoad(server, person.accessToken);
  await until(() => load.answers() > 200);
  const logins = logInManyTimes(server, person);

  const ending = server.signal('SIGTERM');

  expect(await load.over).toMatchObject({ readiness: 503, failures: [] });
  // Who has not heard of it yet is still answered, and told to take the next request elsewhere.
  const late = await askWhoIAm(server, person.accessToken);
  expectData(late);
  expect(late.headers.get('connection')).toBe('close');
  await Promise.all(logins);
  const { exitCode, stderr } = await ending;
  expect(stderr).toBe('SIGTERM: finishing what is under way …\n');
  expect(exitCode).toBe(0);
});

test('at SIGINT what is under way is finished, and the embedded MongoDB ends too', async () => {
  const DATA_DIR = temporaryFolder();
  const server = await startServerProcess({ env: { DATA_DIR } });
  const person = await register(server);
  const logins = logInManyTimes(server, person);
  await Promise.race(logins);
  const enginePid = Number(holderOf(join(DATA_DIR, 'mongodb.engine')));
  expect(isAlive(enginePid)).toBe(true);

  const [{ exitCode, stderr }] = await Promise.all([server.signal('SIGINT'), ...logins]);

  // Connections that clients keep open do not hold it up: a stop that takes ten seconds ends with 1.
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'SIGINT: finishing what is under way …\n' });
  expect(isAlive(enginePid)).toBe(false);
  expect(holderOf(join(DATA_DIR, 'mongodb.lock'))).toBeUndefined();
});

/** Runs code that uses the signal handling of the command line. */
function startWithSignals(code: string): RunningCommand {
  const { href } = pathToFileURL(join(__dirname, '../../dist/process.js'));
  const program = `import { handleStopSignals } from '${href}'; const signals = handleStopSignals(); ${code}`;
  return startProgram(process.execPath, ['--input-type=module', '--eval', program], {});
}

it('exits with 1 when a stop hangs with nothing left to wait for', async () => {
  const command = startWithSignals(`
    const alive = setInterval(() => undefined, 1_000);
    signals.stopInOrder(() => new Promise(() => clearInterval(alive)));
    process.stdout.write('started');`);
  await waitFor(command, /started/);

  const { exitCode, stderr } = await command.signal('SIGTERM');

  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'The server did not stop within 10 s.\n' });
});

it('stops in order when a signal arrives at the very end of start-up', async () => {
  const command = startWithSignals(`
    setInterval(() => undefined, 1_000);
    setImmediate(() => {
      process.kill(process.pid, 'SIGTERM');
      signals.stopInOrder(async () => void process.stdout.write('stopped'));
    });`);

  expect(await command.ended).toMatchObject({ exitCode: 0, stdout: 'stopped' });
});

it('exits at once when SIGTERM comes during start-up', async () => {
  const { port, release } = await takePort();
  const command = startCommand(['serve'], {
    env: { ...sharedDatabase(`mongodb://127.0.0.1:${port}/graphward`), PORT: '0' },
  });
  await waitFor(command, /the database does not answer yet/);

  const { exitCode } = await command.signal('SIGTERM');

  expect(exitCode).toBe(128 + constants.signals.SIGTERM);
  release();
});

test('a rejection that nobody handles is logged, and ends nothing', async () => {
  const stray = "process.on('SIGUSR2', () => void Promise.reject(new Error('a stray rejection')))";
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(stray)}`;
  const server = await startServerProcess({ env: { ...sharedDatabase(), NODE_OPTIONS } });

  void server.signal('SIGUSR2');

  await until(() => server.said().stdout.includes('a stray rejection'));
  expect(await server.statusOf('/ready')).toBe(200);
  expect(await server.signal('SIGTERM')).toMatchObject({ exitCode: 0 });
});
