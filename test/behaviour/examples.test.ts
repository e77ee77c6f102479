import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUpProcesses, startProgram } from '../support/process.js';

const folder = join(__dirname, '../../examples');
const standAlone = readdirSync(folder).filter((name) => name.endsWith('.mjs'));

afterAll(cleanUpProcesses);

// They check what they show, and end with something else than 0 when it is wrong.
test.each([...standAlone, 'articles/try.mjs'])('examples/%s does what it says', async (name) => {
  const { exitCode, stdout, stderr } = await startProgram(process.execPath, [join(folder, name)], {}).ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) as string });
  expect(stdout).not.toBe('');
});
