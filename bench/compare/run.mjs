// `npm run bench`: Graphward and its peers side by side. See bench/README.md.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from './client.mjs';
import { startEnvironment } from './environment.mjs';
import { describeMachine, readVersions } from './machine.mjs';
import { measureWorkload } from './measure.mjs';
import { readOptions, usage } from './options.mjs';
import { baseline } from './peers.mjs';
import { createProgress } from './progress.mjs';
import { drawChart } from './report/chart.mjs';
import { createResult } from './report/result.mjs';
import { formatTable } from './report/table.mjs';
import { checkResponses } from './same-responses.mjs';

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else await compare(options);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function compare({ mode, workloads, peers, out }) {
  installPeers();
  const plan = workloads.map((workload) => ({ workload, peers: peersFor(workload, peers) }));
  const cells = plan.reduce((sum, { peers: { length } }) => sum + length, 0);
  const progress = createProgress(cells * (mode.rounds + 1));
  progress.say(`Starting ${peers.length} servers …`);
  const environment = await startEnvironment(peers);
  process.once('SIGINT', () => environment.stop().then(() => process.exit(130)));
  try {
    const user = await register(environment.servers.get(baseline), environment.settings.JWT_SECRET);
    for (const { workload, peers: able } of plan) {
      await checkResponses(workload, able, environment.servers, user);
    }
    progress.say('All servers give the same responses.');
    const measured = await measureAll(plan, { environment, user, mode, progress });
    const result = { mode, machine: describeMachine(), versions: readVersions(), workloads, peers, measured };
    writeReports(createResult(result), out);
  } finally {
    await environment.stop();
  }
}

async function measureAll(plan, { environment, user, mode, progress }) {
  const measured = new Map();
  for (const { workload, peers } of plan) {
    const onMeasured = (step) => progress.measured(workload, step);
    measured.set(
      workload.name,
      await measureWorkload(workload, peers, { environment, user, mode, onMeasured }),
    );
    progress.finished(workload);
  }
  return measured;
}

function peersFor({ name }, peers) {
  return peers.filter((peer) => peer.workloads.includes(name));
}

function installPeers() {
  const folder = fileURLToPath(new URL('../peers', import.meta.url));
  if (existsSync(join(folder, 'node_modules'))) return;
  console.error('Installing the peers …');
  const { status } = spawnSync('npm', ['ci', '--silent', '--prefix', folder], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ci --prefix ${folder} failed.`);
}

function writeReports(result, folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(folder, 'chart.svg'), drawChart(result));
  console.log(`\n${formatTable(result)}\n\nAlso in ${folder}: results.json, chart.svg`);
}
