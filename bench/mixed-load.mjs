// What other requests notice of a burst of sign-ins, and how long requests take under a mixed load.
import { register } from './compare/client.mjs';
import { startEnvironment } from './compare/environment.mjs';
import { peers } from './compare/peers.mjs';
import { requestsOf } from './compare/requests.mjs';
import { summarizeRatio } from './compare/statistics.mjs';
import { workloads } from './compare/workloads.mjs';

const rounds = 5;
const seconds = 3;
const warmUpSeconds = 10;
const burst = 200;
/** Of each workload, how many requests are in progress at any time. */
const mixture = { me: 8, 'me-document': 16, list20: 4, refresh: 2, login: 1 };

const graphward = peers.find(({ name }) => name === 'graphward');
// On all cores, as in production: hashing needs one, and the event loop another.
const environment = await startEnvironment([{ ...graphward, core: 'any' }]);
try {
  const { port } = environment.servers.get('graphward');
  const reader = await register(port, environment.settings.JWT_SECRET);
  // Another user, because a user's sign-ins end the user's oldest sessions.
  const newcomer = await register(port, environment.settings.JWT_SECRET);
  const jobOf = async (name, connections) => {
    const workload = { ...workloads.find((candidate) => candidate.name === name), connections };
    const requests = await requestsOf(workload, port, name === 'login' ? newcomer : reader);
    return { requests, seconds, status: 200, refreshes: workload.refreshes, withLatencies: true };
  };
  await environment.run({ ...(await jobOf('me', 32)), seconds: warmUpSeconds });
  await measureBurst(environment, jobOf);
  await measureMixture(environment, jobOf);
} finally {
  await environment.stop();
}

/** Alternates rounds without and with sign-ins, so that both see the same state of the machine. */
async function measureBurst({ run, startLoad }, jobOf) {
  const me = await jobOf('me', 32);
  const signIns = { ...(await jobOf('login', burst)), status: [200, 503] };
  const runSignIns = startLoad('sign-ins');
  const alone = [];
  const beside = [];
  const signedIn = { 200: 0, 503: 0 };
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await run(me));
    const [result, { latencies }] = await Promise.all([run(me), runSignIns(signIns)]);
    beside.push(result);
    for (const [status, values] of Object.entries(latencies)) signedIn[status] += values.length;
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
  const { median, min, max } = summarizeRatio(
    beside.map(({ rate }) => rate),
    alone.map(({ rate }) => rate),
  );
  console.log(
    `me, throughput beside ${burst} sign-ins ÷ alone: ${ratio(median)} (${ratio(min)}–${ratio(max)})`,
  );
  console.log(`  latency alone:         ${quantiles(alone)}`);
  console.log(`  beside the sign-ins:   ${quantiles(beside)}`);
  console.log(`  sign-ins: ${signedIn[200]} succeeded, ${signedIn[503]} got 503`);
}

async function measureMixture({ startLoad }, jobOf) {
  const jobs = await Promise.all(
    Object.entries(mixture).map(async ([name, connections]) => ({
      name,
      connections,
      job: { ...(await jobOf(name, connections)), seconds: rounds * seconds },
      run: startLoad(`mixture-${name}`),
    })),
  );
  const results = await Promise.all(jobs.map(({ run, job }) => run(job)));
  console.log('mixed load, in progress at any time:');
  for (const [index, { name, connections }] of jobs.entries()) {
    const { rate } = results[index];
    console.log(
      `  ${name.padEnd(12)}${connections} × ${rate.toFixed(0).padStart(5)}/s  ${quantiles([results[index]])}`,
    );
  }
}

function ratio(value) {
  return value.toFixed(2);
}

function quantiles(results) {
  const sorted = results
    .flatMap(({ latencies }) => latencies[200] ?? [])
    .toSorted((left, right) => left - right);
  const at = (share) =>
    `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1)} ms`;
  return `median ${at(0.5)}, 99 % ${at(0.99)}, longest ${at(1)}`;
}
