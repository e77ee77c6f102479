// What a second process brings: the throughput with WORKERS=2 relative to WORKERS=1. Needs two idle cores.
import { register } from './compare/client.mjs';
import { startEnvironment } from './compare/environment.mjs';
import { peers } from './compare/peers.mjs';
import { requestsOf } from './compare/requests.mjs';
import { summarize } from './compare/statistics.mjs';
import { workloads } from './compare/workloads.mjs';

const rounds = 5;
const seconds = 3;
const warmUpSeconds = 10;
const graphward = peers.find(({ name }) => name === 'graphward');
// The larger the response, the less of the machine the load generator takes.
const workload = workloads.find(({ name }) => name === 'list1000');

const environment = await startEnvironment(
  [1, 2].map((workers) => ({
    ...graphward,
    name: `${workers} of ${graphward.name}`,
    core: 'any',
    env: { WORKERS: String(workers) },
  })),
);
try {
  const rates = new Map([...environment.servers.keys()].map((name) => [name, []]));
  const [{ port }] = environment.servers.values();
  const user = await register(port, environment.settings.JWT_SECRET);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, server] of environment.servers) {
      const requests = await requestsOf(workload, server.port, user);
      const { rate } = await environment.run({
        requests,
        seconds: round === 0 ? warmUpSeconds : seconds,
        status: 200,
      });
      if (round > 0) rates.get(name).push(rate);
      process.stderr.write(`${name}: ${rate.toFixed(0)} requests/s\n`);
    }
  }
  const [one, two] = [...rates.values()].map((values) => summarize(values).median);
  console.log(`WORKERS=2 ÷ WORKERS=1: ${(two / one).toFixed(2)}`);
} finally {
  await environment.stop();
}
