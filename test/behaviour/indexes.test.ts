import { type Document, MongoClient } from 'mongodb';
import { buildSchema } from '../../src/graphql/build-schema.js';
import {
  mailSettings,
  requestEmailChange,
  requestEmailVerification,
  requestPasswordReset,
  resetPassword,
  undoEmailChange,
  verifyEmail,
} from '../support/account-mutations.js';
import { createKey, revokeKey, serviceToken } from '../support/api-keys.js';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, useGraphward } from '../support/graphward.js';
import { tokenIn, useMailServer } from '../support/mail-server.js';
import { hasPlan, plansOf } from '../support/query-plan.js';
import {
  disable,
  disableFor,
  enableSecondFactor,
  enrol,
  logInWith,
  renewRecoveryCodes,
} from '../support/second-factor.js';
import { logOut, tryToLogIn, tryToLogOut, tryToRefresh } from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';

const database = freshDatabaseUri();
const sent: Document[] = [];
const mail = useMailServer();
const graphward = useGraphward(() => ({
  database,
  sessionsPerUser: 2,
  onCommand: ({ command }) => sent.push(command),
  env: mailSettings(mail()),
}));
let sentAtStart: Document[] = [];
beforeAll(() => {
  sentAtStart = sent.splice(0).filter(hasPlan);
});
const client = new MongoClient(database);
afterAll(() => client.close());

const ask = (query: string, input: object, person?: Person) =>
  (person ? graphward.as(person) : graphward).ask(query, { input });
const sessionsOf = async (person: Person) =>
  (await graphward.as(person).ask('{ sessions { id } }')).data?.sessions as { id: string }[];

/** What clients can do with each root field, so that it sends every command that it can send. */
const operations: Record<string, (alice: Person, admin: Person) => Promise<unknown>> = {
  'Query.me': (alice) => graphward.as(alice).ask('{ me { email sessions { id } } }'),
  'Query.sessions': sessionsOf,
  'Query.user': (alice, admin) => graphward.as(admin).ask(`{ user(id: "${alice.id}") { email } }`),
  'Query.users': async (_alice, admin) => {
    for (const filter of [
      null,
      { emailPrefix: 'a' },
      { role: 'USER' },
      { emailPrefix: 'a', role: 'USER' },
      { search: 'a' },
    ]) {
      const query = 'query ($filter: UserFilter) { users(filter: $filter) { totalCount edges { cursor } } }';
      await graphward.as(admin).ask(query, { filter });
    }
  },
  'Query.auditEvents': async (alice, admin) => {
    const since = '2026-01-01T00:00:00Z';
    for (const filter of [
      null,
      { since },
      { userId: alice.id },
      { type: 'login' },
      { userId: alice.id, type: 'login', since },
    ]) {
      const query = 'query ($filter: AuditFilter) { auditEvents(filter: $filter) { edges { cursor } } }';
      await graphward.as(admin).ask(query, { filter });
    }
  },
  'Mutation.register': (alice) =>
    ask('mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }', {
      email: `new.${alice.email}`,
      password: alice.password,
    }),
  'Mutation.login': async (alice) => {
    await tryToLogIn(graphward, { ...alice, password: 'wrong' });
    await tryToLogIn(graphward, { ...alice, email: 'nobody@example.com' });
    // One session more than a user may have, so the oldest one ends.
    for (let count = 0; count < 3; count += 1) await tryToLogIn(graphward, alice);
    await eventually(() => expect(sent.some(({ findAndModify }) => findAndModify === 'sessions')).toBe(true));
  },
  'Mutation.refresh': async ({ refreshToken }) => {
    await tryToRefresh(graphward, refreshToken);
    await tryToRefresh(graphward, refreshToken);
  },
  'Mutation.logout': async (alice) => {
    const { refreshToken, accessToken: token } = alice;
    await logOut(graphward, { scope: 'OTHERS' }, { token });
    await logOut(graphward, { refreshToken });
    await tryToLogOut(graphward, { refreshToken });
    await tryToLogOut(graphward, { refreshToken, scope: 'ALL' });
  },
  'Mutation.revokeSession': async (alice, admin) => {
    const [session] = await sessionsOf(alice);
    await graphward.as(admin).ask(`mutation { revokeSession(id: "${session?.id}") { id } }`);
  },
  'Mutation.changePassword': (alice) =>
    ask(
      'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }',
      { currentPassword: alice.password, newPassword: 'four other words' },
      alice,
    ),
  'Mutation.setUserRoles': (alice, admin) =>
    ask(
      'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }',
      { userId: alice.id, roles: ['EDITOR'] },
      admin,
    ),
  'Mutation.unlockUser': (alice, admin) =>
    ask(
      'mutation ($input: UnlockUserInput!) { unlockUser(input: $input) { id } }',
      { userId: alice.id },
      admin,
    ),
  'Mutation.requestPasswordReset': async ({ email }) => {
    await requestPasswordReset(graphward, email);
    await untilDelivered();
  },
  'Mutation.resetPassword': async ({ email }) => {
    await requestPasswordReset(graphward, email);
    await resetPassword(graphward, tokenIn(await mail().mailTo(email)), 'four other words');
  },
  'Mutation.requestEmailVerification': (alice) => requestEmailVerification(graphward, alice),
  'Mutation.requestEmailChange': (alice) => requestEmailChange(graphward, alice, `new.${alice.email}`),
  'Mutation.verifyEmail': async (alice) => {
    await requestEmailChange(graphward, alice, `new.${alice.email}`);
    await verifyEmail(graphward, tokenIn(await mail().mailTo(`new.${alice.email}`)));
  },
  'Mutation.undoEmailChange': async (alice) => {
    await requestEmailChange(graphward, alice, `new.${alice.email}`);
    await verifyEmail(graphward, tokenIn(await mail().mailTo(`new.${alice.email}`)));
    await undoEmailChange(graphward, tokenIn(await mail().mailTo(alice.email)));
    await untilDelivered();
  },
  // An administrator, so that the server looks for another one.
  'Mutation.setUserDisabled': async (_alice, admin) => {
    const other = await graphward.signUp('other', 'ADMIN');
    await ask(
      'mutation ($input: SetUserDisabledInput!) { setUserDisabled(input: $input) { id } }',
      { userId: other.id, disabled: true },
      admin,
    );
  },
  'Query.exportAccount': (alice) => graphward.as(alice).ask('{ exportAccount }'),
  'Query.exportUser': (alice, admin) => graphward.as(admin).ask(`{ exportUser(userId: "${alice.id}") }`),
  'Mutation.updateProfile': (alice) =>
    graphward.as(alice).ask('mutation { updateProfile(input: { name: "A" }) { id } }'),
  'Mutation.updateUser': (alice, admin) =>
    graphward.as(admin).ask(`mutation { updateUser(input: { userId: "${alice.id}", name: "A" }) { id } }`),
  'Mutation.enrolSecondFactor': (alice) => enrol(graphward, alice),
  'Mutation.confirmSecondFactor': async (alice) => {
    const { recoveryCodes } = await enableSecondFactor(graphward, alice, new Date());
    await logInWith(graphward, alice, '000000');
    await logInWith(graphward, alice, recoveryCodes[0]);
  },
  'Mutation.disableSecondFactor': async (alice) => {
    const { recoveryCodes } = await enableSecondFactor(graphward, alice, new Date());
    await disable(graphward, alice, recoveryCodes[0] ?? '');
  },
  'Mutation.renewRecoveryCodes': async (alice) => {
    const { recoveryCodes } = await enableSecondFactor(graphward, alice, new Date());
    expectData(await renewRecoveryCodes(graphward, alice, recoveryCodes[0] ?? ''));
    await untilDelivered();
  },
  'Mutation.disableUserSecondFactor': async (alice, admin) => {
    await enableSecondFactor(graphward, alice, new Date());
    expectData(await disableFor(graphward, admin, alice.id));
    await untilDelivered();
  },
  'Mutation.revokeToken': async (alice, admin) => {
    const query = 'mutation ($input: RevokeTokenInput!) { revokeToken(input: $input) { revoked } }';
    const { jti: tokenId } = takeApart(alice.accessToken).claims;
    for (const input of [{ subject: alice.id }, { tokenId }])
      expectData(await graphward.as(admin).ask(query, { input }));
  },
  'Mutation.deleteAccount': (alice) =>
    ask(
      'mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { deletedUserId } }',
      { currentPassword: alice.password },
      alice,
    ),
  'Mutation.deleteUser': async (_alice, admin) => {
    const other = await graphward.signUp('other', 'ADMIN');
    const query = `mutation { deleteUser(input: { userId: "${other.id}" }) { deletedUserId } }`;
    await graphward.as(admin).ask(query);
  },
  'Query.apiKeys': (alice) => graphward.as(alice).ask('{ apiKeys { id owner { id } } }'),
  'Query.allApiKeys': async (_alice, admin) => {
    for (let count = 0; count < 2; count += 1) await createKey(graphward, admin);
    const query = 'query ($after: String) { allApiKeys(first: 1, after: $after) { pageInfo { endCursor } } }';
    const { allApiKeys } = expectData(await graphward.as(admin).ask(query));
    const { endCursor: after } = (allApiKeys as { pageInfo: { endCursor: string } }).pageInfo;
    await graphward.as(admin).ask(query, { after });
  },
  'Mutation.createApiKey': async (alice) => {
    await serviceToken(graphward, await createKey(graphward, alice));
  },
  'Mutation.revokeApiKey': async (alice) => {
    const { id } = await createKey(graphward, alice);
    await revokeKey(graphward, alice, id);
    await revokeKey(graphward, alice, id);
  },
};

/** They read no collection. */
const withoutCommands = ['Query.accessReport'];

const untilDelivered = () =>
  eventually(async () => expect(await client.db().collection('mailOutbox').countDocuments()).toBe(0));

it('every root field is covered', () => {
  const schema = buildSchema([]);
  const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`),
  );
  expect([...Object.keys(operations), ...withoutCommands].sort()).toEqual(fields.sort());
});

/** The commands sent during an operation that select documents. */
async function commandsOf(operation: () => Promise<unknown>): Promise<Document[]> {
  sent.length = 0;
  await operation();
  return sent.splice(0).filter(hasPlan);
}

async function expectNoScan(commands: readonly Document[]): Promise<void> {
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) {
    const stages = (await plansOf(client.db(), command)).flatMap((plan) => plan.stages);
    expect(stages.length).toBeGreaterThan(0);
    if (stages.includes('COLLSCAN')) throw new Error(`No index for ${JSON.stringify(command)}`);
  }
}

it.each(Object.keys(operations))('%s scans no collection', async (field) => {
  const [alice, admin] = [await graphward.signUp('alice'), await graphward.signUp('admin', 'ADMIN')];

  await expectNoScan(await commandsOf(async () => operations[field]?.(alice, admin)));
});

it('start-up scans no collection', () => expectNoScan(sentAtStart));

it('polling for revocations scans no collection', async () => {
  const isPoll = ({ aggregate }: Document) => aggregate === 'revocations';
  const sentMeanwhile = await commandsOf(() => eventually(() => expect(sent.some(isPoll)).toBe(true)));

  await expectNoScan(sentMeanwhile.filter(isPoll));
});

it('the check finds a command without an index', async () => {
  await expect(expectNoScan([{ find: 'users', filter: { name: 'Alice' } }])).rejects.toThrow('No index for');
});
