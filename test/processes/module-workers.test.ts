/** A program with a module, as an operator starts it, with several worker processes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { cleanUpProcesses, type RunningCommand, startProgram, whenServing } from '../support/process.js';
import { projectRoot } from '../support/readme.js';

jest.setTimeout(120_000);
afterEach(cleanUpProcesses);

const workers = 2;

/** Starts `serve` with a module whose `start` contains this code. */
function startProgramWith(startCode: string): RunningCommand {
  const folder = temporaryFolder();
  const main = join(folder, 'main.mjs');
  const library = pathToFileURL(join(projectRoot, 'dist/index.js')).href;
  writeFileSync(
    main,
    `import { defineModule, serve } from '${library}';
    let starts;
    const counter = defineModule({
      name: 'counter',
      typeDefs: 'extend type Query { starts: [Int!] @public, respondingProcess: Int @public }',
      resolvers: {
        Query: {
          starts: async () => (await starts.find().toArray()).map(({ pid }) => pid),
          respondingProcess: () => process.pid,
        },
      },
      start: async ({ connection, config, log }) => { ${startCode} },
    });
    await serve({ modules: [counter] });`,
  );
  const env = { PORT: '0', WORKERS: String(workers), DATA_DIR: join(folder, 'data') };
  return startProgram(process.execPath, [main], { env, cwd: folder });
}

const pidsOf = (output: string, message: string) =>
  output
    .split('\n')
    .filter((line) => line.includes(`"msg":"${message}"`))
    .map((line) => (JSON.parse(line) as { pid: number }).pid)
    .sort();

it('starts and stops modules in every worker, on the embedded database of the primary', async () => {
  const fleet = await whenServing(
    startProgramWith(`
      starts = connection.collection('starts');
      await starts.createIndex({ pid: 1 }, { unique: true });
      await starts.insertOne({ pid: process.pid });
      log.info({ workers: config.workers }, 'counter started');
      return { stop: () => log.info('counter stopped') };`),
  );
  const starts = async () => expectData(await fleet.ask('{ starts }')).starts as number[];
  await eventually(async () => expect(await starts()).toHaveLength(workers), 60_000);

  const first = await starts();
  expect(new Set(first).size).toBe(workers);
  expect(first).not.toContain(fleet.pid);
  expect(fleet.said().stdout).toContain(`"workers":${workers}`);
  const { respondingProcess: pid } = expectData(await fleet.ask('{ respondingProcess }'));
  expect(first).toContain(pid);

  // A worker that is replaced starts the modules again.
  process.kill(pid as number, 'SIGKILL');
  await eventually(async () => {
    expect(await starts()).toHaveLength(workers + 1);
    const ready = await fetch(`${fleet.url}/ready`);
    expect(await ready.json()).toMatchObject({ workers: { listening: workers } });
  }, 60_000);
  const { exitCode, stdout } = await fleet.signal('SIGTERM');

  const started = pidsOf(stdout, 'counter started');
  expect(started).toHaveLength(workers + 1);
  expect(exitCode).toBe(0);
  expect(pidsOf(stdout, 'counter stopped')).toEqual(started.filter((each) => each !== pid));
});

it('reports a module that does not start, once, and exits with 1', async () => {
  const command = startProgramWith(`throw new Error('not today');`);

  const { exitCode, stderr } = await command.ended;

  expect(exitCode).toBe(1);
  expect(stderr.match(/The module counter did not start: not today/g)).toHaveLength(1);
});
