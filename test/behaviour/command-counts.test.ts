import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { type Person, useGraphward } from '../support/graphward.js';
import { askWhoIAm, logOut, refresh, tryToLogIn, tryToLogOut, tryToRefresh } from '../support/sessions.js';

/** Called for every update of the blocklist. */
let onUpdate: (updates: unknown[]) => void = () => undefined;
const graphward = useGraphward({
  onCommand: ({ command }) => {
    if (command.update === 'revocations') onUpdate(command.updates as unknown[]);
  },
});

/** Users who have already signed in, one for each test. */
const people: Person[] = [];
let alice: Person;
beforeAll(async () => {
  for (let count = 0; count < 15; count += 1) people.push(await graphward.signUp('alice'));
  await settle();
});
beforeEach(() => {
  alice = people.pop() ?? alice;
  onUpdate = () => undefined;
});

/** Longer than a server delays the work that follows the response to a sign-in. */
const quietMs = 700;

/** Waits until the server has been quiet for a while, so that the commands of one operation can be counted. */
async function settle(): Promise<void> {
  let busyAt = Date.now();
  await eventually(() => {
    if (graphward.takeCommands().length > 0) busyAt = Date.now();
    expect(Date.now() - busyAt).toBeGreaterThan(quietMs);
  });
}

/** The database commands of an operation before its response. */
async function commandsOf(operation: () => Promise<unknown>): Promise<string[]> {
  graphward.takeCommands();
  await operation();
  return graphward.takeCommands();
}

it('identifies a signed-in viewer without the database', async () => {
  const token = alice.accessToken;
  expect(await commandsOf(() => graphward.ask('{ __typename }', {}, { token }))).toEqual([]);
  expect(await commandsOf(() => graphward.ask('{ me { id name email roles } }', {}, { token }))).toHaveLength(
    1,
  );
});

it('signing in takes at most four commands and one for the audit trail', async () => {
  const commands = await commandsOf(async () => expectData(await tryToLogIn(graphward, alice)));
  await settle();
  expect(commands.filter((name) => name === 'insert')).toHaveLength(2);
  expect(commands.length).toBeLessThanOrEqual(5);
});

it('a rejected sign-in takes no more than one that succeeds', async () => {
  const wrong = { ...alice, password: 'not the password of alice' };
  const unknown = { ...alice, email: 'nobody@example.com' };
  for (const person of [wrong, unknown])
    expect((await commandsOf(() => tryToLogIn(graphward, person))).length).toBeLessThanOrEqual(4);
});

it('a refresh takes at most two commands, with an access token attached or not', async () => {
  let { accessToken: token, refreshToken } = alice;
  for (const more of [{}, { token }]) {
    const commands = await commandsOf(async () => {
      ({ accessToken: token, refreshToken } = expectData(await tryToRefresh(graphward, refreshToken, more))
        .refresh as Person);
    });
    expect(commands.length).toBeLessThanOrEqual(2);
  }
});

it('a repeated refresh takes a single command', async () => {
  await refresh(graphward, alice.refreshToken);
  expect(await commandsOf(() => refresh(graphward, alice.refreshToken))).toHaveLength(1);
});

it.each<[string, (person: Person) => Promise<unknown>]>([
  ['the access token', ({ accessToken: token }) => logOut(graphward, undefined, { token })],
  ['the refresh token', ({ refreshToken }) => logOut(graphward, { refreshToken })],
  ['both', ({ refreshToken, accessToken: token }) => logOut(graphward, { refreshToken }, { token })],
])(
  'a logout with %s takes at most two commands and one for the audit trail, before a refresh and after',
  async (_what, logOutWith) => {
    expect((await commandsOf(() => logOutWith(alice))).length).toBeLessThanOrEqual(3);

    const [bob = alice] = people.splice(-1);
    const fresh = { ...bob, ...(await refresh(graphward, bob.refreshToken)) };
    expect((await commandsOf(() => logOutWith(fresh))).length).toBeLessThanOrEqual(3);
  },
);

it('repeats a logout with at most three commands, however many sessions the user has ended', async () => {
  const devices = [];
  for (let count = 0; count < 5; count += 1) devices.push(await graphward.signIn(alice));
  expect(await logOut(graphward, { refreshToken: alice.refreshToken, scope: 'ALL' })).toBeGreaterThan(5);
  await settle();

  const written: unknown[][] = [];
  onUpdate = (updates) => written.push(updates);
  const commands = await commandsOf(() =>
    logOut(graphward, { refreshToken: alice.refreshToken, scope: 'ALL' }),
  );

  expect(commands.length).toBeLessThanOrEqual(3);
  expect(written).toEqual([[expect.anything()]]);
});

it('revokes the tokens of sessions that ended earlier only once', async () => {
  for (let count = 0; count < 3; count += 1) await graphward.signIn(alice);
  await settle();
  const token = alice.accessToken;
  expect(await logOut(graphward, { scope: 'OTHERS' }, { token })).toBeGreaterThanOrEqual(3);

  const commands = await commandsOf(() => logOut(graphward, { scope: 'OTHERS' }, { token }));

  expect(commands).toEqual(['update', 'update', 'aggregate', 'insert']);
});

it('a malformed token needs no command', async () => {
  const garbage = { refreshToken: 'garbage' };
  expect(await commandsOf(() => askWhoIAm(graphward, 'garbage'))).toEqual([]);
  expect(await commandsOf(() => tryToRefresh(graphward, garbage.refreshToken))).toEqual([]);
  expect(await commandsOf(() => tryToLogOut(graphward, garbage))).toEqual([]);
});

it('a denied read takes no command before its response, and a flood of them one event', async () => {
  const token = alice.accessToken;
  const denied = () => graphward.ask('{ users { edges { cursor } } }', {}, { token });
  expect(await commandsOf(denied)).toEqual([]);
  await settle();
  expect(
    await commandsOf(async () => {
      for (let count = 0; count < 20; count += 1) await denied();
      await settle();
    }),
  ).toEqual([]);
});
