/** Responses and work must not reveal whether an address has an account. Counts commands instead of measuring time. */
import { randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import type { CommandStartedEvent } from 'mongodb';
import {
  mailSettings,
  requestEmailChange,
  requestPasswordReset,
  tryToRegister,
} from '../support/account-mutations.js';
import type { GraphqlResult } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { useMailServer } from '../support/mail-server.js';
import { tryToLogIn } from '../support/sessions.js';

const mail = useMailServer();
const sent: CommandStartedEvent[] = [];
let graphward: TestServer;
beforeAll(async () => {
  graphward = await startGraphward({
    env: { ...mailSettings(mail()), EMAIL_VERIFICATION: 'required' },
    onCommand: (event) => sent.push(event),
    // Only mails of this server wake the delivery.
    mailTimes: { pollMs: 600_000 },
  });
});
afterAll(() => graphward.stop());
afterEach(() => jest.restoreAllMocks());

const password = 'four words make one';
const newAddress = () => `new.${randomBytes(6).toString('hex')}@example.com`;

/** Longer than a server delays the work that follows a response. */
const quietMs = 700;

/** Waits until the server has been quiet for a while. */
async function settle(): Promise<void> {
  let count = -1;
  let changedAt = Date.now();
  await eventually(() => {
    const commands = sent.map(nameOf).filter((name) => !isPoll(name)).length;
    if (commands !== count) [count, changedAt] = [commands, Date.now()];
    expect(Date.now() - changedAt).toBeGreaterThan(quietMs);
  });
}

/** The commands that a mutation causes: before its response, and until its mail has left the outbox. */
async function workOf(ask: () => Promise<GraphqlResult>) {
  const hash = jest.spyOn(argon2, 'hash');
  const verify = jest.spyOn(argon2, 'verify');
  await settle();
  sent.length = 0;
  const { status, data, errors, headers } = await ask();
  const commands = sent.map(nameOf).filter((name) => !isDelivery(name));
  await settle();
  const delivery = sent.map(nameOf).filter((name) => isDelivery(name) && !isPoll(name));
  const hashes = [hash.mock.calls.length, verify.mock.calls.length];
  jest.restoreAllMocks();
  return {
    response: { status, data, errors, headers: [...headers.keys()].sort() },
    commands,
    delivery: delivery.sort(),
    hashes,
    sizes: sizesOf('mailOutbox').concat(sizesOf('accountTokens')),
  };
}

const nameOf = ({ commandName, command }: CommandStartedEvent) =>
  `${commandName} ${String(command[commandName])}`;
const isDelivery = (name: string) =>
  name === 'findAndModify mailOutbox' || name === 'delete mailOutbox' || isPoll(name);
const isPoll = (name: string) => name.startsWith('aggregate');

/** The fields that were inserted, which take the same space for every address of the same length. */
const sizesOf = (collection: string) =>
  sent
    .filter(({ command }) => command.insert === collection)
    .map(({ command }) => Object.keys((command.documents as object[])[0] ?? {}).sort());

async function known(): Promise<Person> {
  return graphward.signUp('alice');
}

it('requestPasswordReset does the same for known and unknown addresses', async () => {
  const { email } = await known();
  const ofKnown = await workOf(() => requestPasswordReset(graphward, email));
  const ofUnknown = await workOf(() => requestPasswordReset(graphward, newAddress()));
  expect(ofUnknown).toEqual(ofKnown);
  expect(ofKnown.commands).toEqual([
    'findAndModify attempts',
    'findAndModify attempts',
    'find users',
    'insert accountTokens',
    'insert mailOutbox',
    'insert auditEvents',
  ]);
  await mail().mailTo(email);
  expect(mail().received).toHaveLength(1);
});

it('register does the same for unknown, unverified and known addresses', async () => {
  const { email } = await known();
  const unverified = newAddress();
  expectData(await tryToRegister(graphward, { email: unverified, password }));
  await mail().mailTo(unverified);
  const works = [];
  for (const address of [newAddress(), unverified, email])
    works.push(await workOf(() => tryToRegister(graphward, { email: address, password })));
  expect(works[1]).toEqual(works[0]);
  expect(works[2]).toEqual(works[0]);
  expect(works[0]?.hashes).toEqual([1, 0]);
});

it('requestEmailChange does the same for free and taken addresses', async () => {
  const [alice, bob] = [await known(), await known()];
  const free = await workOf(() => requestEmailChange(graphward, alice, newAddress()));
  const taken = await workOf(() => requestEmailChange(graphward, alice, bob.email));
  expect(taken).toEqual(free);
});

it('login does the same for an unverified address, the right password or not', async () => {
  const email = newAddress();
  expectData(await tryToRegister(graphward, { email, password }));
  await mail().mailTo(email);
  const attempt = async (person: { email: string; password: string }) => {
    await settle();
    sent.length = 0;
    const { status, data, errors } = await tryToLogIn(graphward, person);
    return { status, data, errors, commands: sent.map(nameOf).filter((name) => !isDelivery(name)) };
  };
  const unknown = await attempt({ email: newAddress(), password });
  expect(await attempt({ email, password })).toEqual(unknown);
  expect(await attempt({ email, password: 'not the password' })).toEqual(unknown);
});
