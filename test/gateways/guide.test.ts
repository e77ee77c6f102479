import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, until } from '../support/embedded-mongodb.js';
import { useGraphward } from '../support/graphward.js';
import { describeWith } from '../support/installed-programs.js';
import { cleanUpProcesses, startProgram } from '../support/process.js';
import { codeOf } from '../support/readme.js';
import { takePort } from '../support/take-port.js';
import { startGateway, withPorts } from './gateway.js';

const guide = 'docs/gateway.md';
const graphward = useGraphward();
afterAll(cleanUpProcesses);

describeWith(
  'nginx',
  'python3',
  'curl',
)('the guide', () => {
  it('protects a Python service of ten lines', async () => {
    const service = await startPythonService();
    const surroundings = { graphward: graphward.url, service };
    const gateway = await startGateway('nginx', surroundings);
    const script = withPorts(codeOf('try-it', guide), Number(new URL(gateway.url).port), surroundings);
    expect(script).toContain(gateway.url);

    const { exitCode, stdout, stderr } = await startProgram('bash', ['-e', '-c', script], {}).ended;

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toEqual([
      '401',
      expect.stringMatching(/^Hello [0-9a-f]{24}, you are USER\.$/),
      '403',
      '401',
    ]);
  });
});

/** @returns its URL */
async function startPythonService(): Promise<string> {
  const { port, release } = await takePort();
  release();
  const file = join(temporaryFolder(), 'service.py');
  writeFileSync(file, codeOf('service.py', guide).replace('8000', String(port)));
  startProgram('python3', [file], {});
  const url = `http://127.0.0.1:${port}`;
  await until(() =>
    fetch(url).then(
      () => true,
      () => false,
    ),
  );
  return url;
}
