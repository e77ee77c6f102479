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

async function compare({ mode, plan, out }) {
  installPeers();
  const peers = [...new Set(plan.flatMap((entry) => entry.peers))];
  const measurements = plan.reduce((sum, entry) => sum + entry.peers.length * (mode.rounds + 1), 0);
  const progress = createProgress(measurements);
  progress.say(`Starting ${peers.length} servers …`);
  const environment = await startEnvironment(peers);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => environment.stop().then(() => process.exit(1)));
  }
  try {
    const { port } = environment.servers.get(baseline);
    const user = await register(port, environment.settings.JWT_SECRET);
    for (const entry of plan) await checkResponses(entry.workload, entry.peers, environment.servers, user);
    progress.say('All servers give the same responses.');
    const measured = await measureAll(plan, { environment, user, mode, progress });
    const machine = describeMachine();
    writeReports(createResult({ mode, machine, versions: readVersions(), plan, measured }), out);
  } finally {
    await environment.stop();
  }
}

async function measureAll(plan, { environment, user, mode, progress }) {
  const measured = new Map();
  for (const { workload, peers } of plan) {
    const onMeasured = (step) => progress.measured(workload, step);
    const options = { environment, user, mode, onMeasured };
    measured.set(workload.name, await measureWorkload(workload, peers, options));
    progress.finished(workload);
  }
  return measured;
}

function installPeers() {
  const folder = fileURLToPath(new URL('../peers', import.meta.url));
  // npm writes this file last.
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return;
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
