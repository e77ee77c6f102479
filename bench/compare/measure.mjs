// Measures a workload: every server is warmed up, then they take turns, in another order each round.
import { requestsOf } from './requests.mjs';

/** @returns per server, the requests per second of each round and the load generator's highest utilization */
export async function measureWorkload(workload, peers, { environment, user, mode, onMeasured }) {
  const results = new Map(peers.map(({ name }) => [name, { rates: [], loadUtilization: 0 }]));
  const measure = async ({ name }, seconds) => {
    const requests = await requestsOf(workload, environment.servers.get(name), user);
    const { status = 200, refreshes = false } = workload;
    try {
      return await environment.run({ requests, seconds, status, refreshes });
    } catch (error) {
      throw new Error(`${workload.name}: ${name}: ${error.message}`, { cause: error });
    }
  };
  for (const peer of peers) {
    onMeasured({ round: 0, peer, ...(await measure(peer, mode.warmUpSeconds)) });
  }
  for (let round = 1; round <= mode.rounds; round += 1) {
    for (const peer of rotate(peers, round)) {
      const { rate, loadUtilization } = await measure(peer, mode.seconds * (workload.seconds ?? 1));
      const result = results.get(peer.name);
      result.rates.push(rate);
      result.loadUtilization = Math.max(result.loadUtilization, loadUtilization);
      onMeasured({ round, peer, rate });
    }
  }
  return results;
}

function rotate(list, by) {
  const from = by % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
}
