// Measures a workload: every server is warmed up, then they take turns, in another order each round.
import { cpuSecondsOf } from './processes.mjs';
import { requestsOf } from './requests.mjs';

/** How many requests warm a server up, and how often the warm-up is repeated at most to get there. */
const warmUps = {
  // Until then, most of a server's code is not optimized: Graphward and Apollo reach their final rate at about 5,000.
  first: { requests: 6_000, maxTimes: 15 },
  later: { requests: 1_000, maxTimes: 2 },
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

async function warmUp(workload, server, options) {
  const { requests, maxTimes } = server.isWarm ? warmUps.later : warmUps.first;
  server.isWarm = true;
  let total = 0;
  for (let times = 1; ; times += 1) {
    const { rate, responses } = await measure(workload, server, options);
    total += responses;
    if (total >= requests || times === maxTimes) return rate;
  }
}

async function measure(workload, { name, port, child }, { environment, user, seconds }) {
  const requests = await requestsOf(workload, port, user);
  const { status = 200, refreshes = false } = workload;
  const cpuBefore = cpuSecondsOf(child);
  try {
    const measured = await environment.run({ requests, seconds, status, refreshes });
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
