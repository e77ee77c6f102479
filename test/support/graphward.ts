import { randomBytes } from 'node:crypto';
import type { CommandStartedEvent } from 'mongodb';
import { type App, type AppLinks, type AppOverrides, startApp } from '../../src/app.js';
import { type Environment, loadConfig } from '../../src/config/index.js';
import { createLogger } from '../../src/observability/logger.js';
import type { RequestOrigin } from '../../src/observability/security-events.js';
import { type GraphqlRequest, type GraphqlResult, sendGraphql } from './client.js';
import { expectData } from './expectations.js';

/** A signed-in user. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  accessToken: string;
  refreshToken: string;
}

export interface LogLine {
  readonly event?: string;
  readonly outcome?: string;
  readonly [key: string]: unknown;
}

export interface TestServer {
  readonly url: string;
  readonly app: App;
  /** Every line logged so far. */
  readonly logLines: readonly LogLine[];
  /** Names of the database commands sent since the last call of `takeCommands`. */
  takeCommands(): string[];
  /** Sends a request, anonymously by default. */
  ask(
    query: string,
    variables?: Record<string, unknown>,
    more?: Partial<GraphqlRequest>,
  ): Promise<GraphqlResult>;
  /** Sends requests with this user's access token. */
  as(person: Person): Pick<TestServer, 'ask'>;
  /** Creates an account and signs in. An operator assigns the roles, if any, before. */
  signUp(name: string, ...roles: string[]): Promise<Person>;
  signIn(person: Pick<Person, 'id' | 'email' | 'password'>): Promise<Person>;
  stop(): Promise<void>;
}

export interface TestServerOptions
  extends Omit<AppOverrides, 'log'>, Pick<AppLinks, 'onCommand' | 'mailTimes' | 'keyTimes'> {
  readonly env?: Environment;
  /** The database of another test server, to run two servers on one. */
  readonly database?: string;
}

/** Where the accounts come from that a test creates without a request. */
export const operator: RequestOrigin = { requestId: 'operator', ipAddress: null, userAgent: null };

const payload = 'accessToken refreshToken user { id }';
// The secrets of this run, shared by several servers.
const jwtSecret = randomBytes(32).toString('base64');
const refreshSecret = randomBytes(32).toString('base64');

/** Returns the URI of a new database on the test run's MongoDB. */
export function freshDatabaseUri(): string {
  return databaseUri(`test_${randomBytes(8).toString('hex')}`);
}

function databaseUri(name: string): string {
  return (process.env.TEST_MONGODB_URI ?? '').replace(/\/[^/?]*\?/, `/${name}?`);
}

/** Revocation polling and the delivery of mail are not part of any operation. */
function isBackground({ command, commandName }: CommandStartedEvent): boolean {
  if (command.aggregate === 'revocations') return true;
  return command[commandName] === 'mailOutbox' && commandName !== 'insert';
}

/** Starts a complete Graphward server on a free port and a new database. */
export async function startGraphward({
  env,
  database,
  onCommand,
  mailTimes,
  keyTimes,
  ...overrides
}: TestServerOptions = {}): Promise<TestServer> {
  const { config, secrets } = loadConfig({
    PORT: '0',
    NODE_ENV: 'test',
    MONGODB_URI: database ?? freshDatabaseUri(),
    JWT_SECRET: jwtSecret,
    REFRESH_SECRET: refreshSecret,
    SIGN_IN_LIMIT_PER_ACCOUNT: '1000',
    SIGN_IN_LIMIT_PER_ADDRESS: '10000',
    ...env,
  });
  const logLines: LogLine[] = [];
  const commands: string[] = [];
  const app = await startApp(
    config,
    secrets,
    {
      // The real algorithm with small parameters, because most tests are not about hashing.
      passwordHashing: { memoryKiB: 64, iterations: 1 },
      ...overrides,
      log: createLogger({
        level: 'debug',
        destination: { write: (line) => void logLines.push(JSON.parse(line) as LogLine) },
      }),
    },
    {
      onCommand: (event) => {
        if (!isBackground(event)) commands.push(event.commandName);
        onCommand?.(event);
      },
      mailTimes,
      keyTimes,
    },
  );
  const ask = (query: string, variables?: Record<string, unknown>, more?: Partial<GraphqlRequest>) =>
    sendGraphql(app.url, { query, ...(variables ? { variables } : {}), ...more });
  const signIn: TestServer['signIn'] = async ({ id, email, password }) => {
    const input = { email, password };
    const data = expectData(
      await ask(`mutation ($input: LoginInput!) { login(input: $input) { ${payload} } }`, { input }),
    );
    const { accessToken, refreshToken } = data.login as Person;
    return { id, email, password, accessToken, refreshToken };
  };

  return {
    url: app.url,
    app,
    logLines,
    takeCommands: () => commands.splice(0),
    ask,
    as: (person) => ({
      ask: (query, variables, more) => ask(query, variables, { token: person.accessToken, ...more }),
    }),
    signIn,
    signUp: async (name, ...roles) => {
      const email = `${name}.${randomBytes(4).toString('hex')}@example.com`;
      const password = `${name} likes long walks ${randomBytes(6).toString('hex')}`;
      const user = await app.services.accounts.create(
        null,
        { email, password, name },
        roles.length > 0 ? roles : ['USER'],
        operator,
      );
      return signIn({ id: user.id, email, password });
    },
    stop: () => app.stop(),
  };
}

/**
 * One server for all tests of a file: started before the first, stopped after the last.
 *
 * @param options a function if they depend on something that an earlier `beforeAll` starts
 */
export function useGraphward(options?: TestServerOptions | (() => TestServerOptions)): TestServer {
  let server: TestServer | undefined;
  const running = (): TestServer => {
    if (!server) throw new Error('The server runs only inside tests and hooks.');
    return server;
  };
  beforeAll(async () => {
    server = await startGraphward(typeof options === 'function' ? options() : options);
  });
  afterAll(() => server?.stop());
  return {
    get url() {
      return running().url;
    },
    get app() {
      return running().app;
    },
    get logLines() {
      return running().logLines;
    },
    takeCommands: () => running().takeCommands(),
    ask: (...args) => running().ask(...args),
    as: (person) => running().as(person),
    signUp: (...args) => running().signUp(...args),
    signIn: (person) => running().signIn(person),
    stop: () => running().stop(),
  };
}
