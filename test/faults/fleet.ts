/** A server with several worker processes that share an address. */
import { randomBytes } from 'node:crypto';
import { until } from '../support/embedded-mongodb.js';
import { expectData } from '../support/expectations.js';
import { send } from '../support/http.js';
import { type ServerProcess, sharedDatabase, startServerProcess } from '../support/process.js';
import type { Tokens } from '../support/sessions.js';

export const size = 3;

/** Starts one, and waits until all its workers are ready. */
export async function startFleet(env: Record<string, string> = sharedDatabase()): Promise<ServerProcess> {
  const fleet = await startServerProcess({ env: { WORKERS: String(size), ...env } });
  await untilReady(fleet);
  return onFreshConnections(fleet);
}

/** Sends each request over a new connection, so that the requests are spread over the workers. */
function onFreshConnections(fleet: ServerProcess): ServerProcess {
  const headers = { connection: 'close' };
  return {
    ...fleet,
    ask: (query, variables, more) => fleet.ask(query, variables, { ...more, headers }),
    // The connections of a worker that dies are reset.
    statusOf: async (path) => (await send(fleet, { path }).catch(() => null))?.status ?? 0,
  };
}

const untilReady = (fleet: ServerProcess) =>
  until(async () => (await onFreshConnections(fleet).statusOf('/ready')) === 200, 30_000);

/** The process IDs of all workers that have ever listened, from the log. */
export const workersOf = (fleet: ServerProcess): number[] =>
  [...fleet.said().stdout.matchAll(/"pid":(\d+)[^\n]*Server listening/g)].map(([, pid]) => Number(pid));

export async function register(fleet: ServerProcess): Promise<Tokens> {
  const input = { email: `${randomBytes(6).toString('hex')}@example.com`, password: 'four words make one' };
  const query = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }';
  return expectData(await fleet.ask(query, { input })).register as Tokens;
}
