import { sendGraphql } from './client.js';
import { eventually } from './eventually.js';
import { expectCode } from './expectations.js';
import type { RunningCommand } from './process.js';
import { takePort } from './take-port.js';

/**
 * Starts a program that uses the engine as the READMEs do, and sends it requests as alice.
 *
 * @param code listens on port 4001, which is replaced by a free one
 */
export async function tryEngineProgram(
  code: string,
  start: (code: string) => RunningCommand | Promise<RunningCommand>,
  path = '',
): Promise<void> {
  const { port, release } = await takePort();
  release();
  const server = await start(code.replaceAll('4001', String(port)));
  const url = `http://127.0.0.1:${port}${path}`;
  const headers = { 'x-api-key': 'alice-key' };
  await eventually(async () => {
    const result = await sendGraphql(url, { query: '{ me { name } secret }', headers });
    expect(result.data).toEqual({ me: { name: 'Alice' }, secret: null });
    expectCode(result, 'FORBIDDEN');
    const typo = await sendGraphql(url, { query: '{ secre }', headers });
    expect(typo.errors?.map(({ message }) => message)).toEqual([
      'Cannot query field "secre" on type "Query".',
    ]);
  });
  await server.signal('SIGKILL');
}
