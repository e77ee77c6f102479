// Servers are only compared if they do the same: before anything is timed, their responses must be equal.
import { isDeepStrictEqual } from 'node:util';
import { ask } from './client.mjs';
import { requestsOf } from './requests.mjs';

/** @throws Error that shows both responses when a server's differs from the first server's */
export async function checkResponses(workload, peers, servers, user) {
  let expected;
  for (const { name } of peers) {
    const [{ port, operation, token }] = await requestsOf(
      { ...workload, connections: 1 },
      servers.get(name).port,
      user,
    );
    const response = await ask(port, operation, token);
    if (response.status !== (workload.status ?? 200)) throw new Error(describe(workload, name, response));
    const actual = workload.same(response);
    expected ??= { name, actual };
    if (isDeepStrictEqual(actual, expected.actual)) continue;
    throw new Error(
      `${describe(workload, name, actual)}\n${describe(workload, expected.name, expected.actual)}\nThe responses must be equal.`,
    );
  }
}

const describe = ({ name }, peer, response) => `${name}: ${peer} responds with ${JSON.stringify(response)}`;
