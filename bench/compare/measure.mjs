// Measures a workload: every server is warmed up, then they take turns, in another order each round.
import { cpuSecondsOf } from './processes.mjs';
import { requestsOf } from './requests.mjs';

/** How many requests warm a server up, at most. Slow workloads are warmed up for a limited time instead. */
const warmUps = {
  // V8 optimizes the last of a server's frequent functions after about 15,000 requests.
  first: { maxResponses: 15_000, timeFactor: 15 },
  later: { maxResponses: 3_000, timeFactor: 1 },
};

/**
 * @returns per server, for each round the requests per second and the server's CPU microseconds per request (null where
 * they are unknown), and the load generator's highest utilization
 */
export async function measureWorkload(workload, peers, { environment, user, mode, onMeasured }) {
  const results = new Map(
    peers.map(({ name }) => [name, { rates: [], cpuMicroseconds: [], loadUtilization: 0 }]),
  );
  const { durationFactor = 1 } = workload;
  for (const peer of peers) {
    const server = environment.servers.get(peer.name);
    const seconds = mode.warmUpSeconds * durationFactor;
    const rate = await warmUp(workload, server, { environment, user, seconds });
    onMeasured({ round: 0, peer, rate });
  }
  const seconds = mode.seconds * durationFactor;
  for (let round = 1; round <= mode.rounds; round += 1) {
    for (const peer of rotate(peers, round)) {
      const server = environment.servers.get(peer.name);
      const measured = await measure(workload, server, { environment, user, seconds });
      const result = results.get(peer.name);
      result.rates.push(measured.rate);
      result.cpuMicroseconds.push(measured.cpuMicroseconds);
      result.loadUtilization = Math.max(result.loadUtilization, measured.loadUtilization);
      onMeasured({ round, peer, rate: measured.rate });
    }
  }
  return results;
}

async function warmUp(workload, server, { seconds, ...options }) {
  const { maxResponses, timeFactor } = server.isWarm ? warmUps.later : warmUps.first;
  server.isWarm = true;
  const bounds = { seconds: seconds * timeFactor, maxResponses };
  return (await measure(workload, server, { ...options, ...bounds })).rate;
}

async function measure(workload, { name, port, child }, { environment, user, seconds, maxResponses }) {
  const requests = await requestsOf(workload, port, user);
  const { status = 200, refreshes = false } = workload;
  const cpuBefore = cpuSecondsOf(child);
  try {
    const measured = await environment.run({ requests, seconds, maxResponses, status, refreshes });
    const cpuSeconds = cpuBefore === null ? null : cpuSecondsOf(child) - cpuBefore;
    return {
      ...measured,
      cpuMicroseconds: cpuSeconds === null ? null : (cpuSeconds * 1e6) / measured.responses,
    };
  } catch (error) {
    throw new Error(`${workload.name}: ${name}: ${error.message}`, { cause: error });
  }
}

function rotate(list, by) {
  const from = by % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
}
