import { eventually } from './eventually.js';
import type { TestServer } from './graphward.js';

/** Longer than a server delays the work that follows the response to a sign-in. */
const quietMs = 700;

/** Waits until the server has been quiet for a while, so that the commands of one operation can be counted. */
export async function settle(server: Pick<TestServer, 'takeCommands'>): Promise<void> {
  let busyAt = Date.now();
  await eventually(() => {
    if (server.takeCommands().length > 0) busyAt = Date.now();
    expect(Date.now() - busyAt).toBeGreaterThan(quietMs);
  });
}
