/** On a large collection, building an index takes longer than the timeout of other commands. */
import { setTimeout as pause } from 'node:timers/promises';
import { freshDatabaseUri, startGraphward } from '../support/graphward.js';
import { type FaultyLink, openFaultyLink } from './faulty-link.js';

/** Longer than the timeout of other commands. */
const buildMs = 4_000;

let link: FaultyLink;
beforeAll(async () => {
  link = await openFaultyLink(freshDatabaseUri());
});
afterAll(() => link.close());

it('waits for indexes at start-up, however long they take', async () => {
  link.stallBefore('createIndexes', 'email');
  const starting = startGraphward({ database: link.uri });
  await pause(buildMs);
  link.mend();

  const server = await starting;

  expect((await server.signUp('alice')).id).toMatch(/^[0-9a-f]{24}$/);
  await server.stop();
});
