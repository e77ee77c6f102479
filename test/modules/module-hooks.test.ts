import { AppError } from '../../src/errors/index.js';
import { createDeferredHooks } from '../../src/modules/deferred-hooks.js';
import { defineModule } from '../../src/modules/index.js';
import { createLogger } from '../../src/observability/logger.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { operator, startGraphward, useGraphward } from '../support/graphward.js';

const calls: [hook: string, subject: unknown, origin: unknown][] = [];
const failures = new Map<string, number>();

/** Notes the call, then fails as often as `failures` says. */
function note(hook: string) {
  return (subject: unknown, { origin }: { readonly origin: unknown }) => {
    calls.push([hook, subject, origin]);
    const left = failures.get(hook) ?? 0;
    failures.set(hook, left - 1);
    if (left > 0) throw new Error(`${hook} failed`);
  };
}

const hooked = defineModule({
  name: 'hooked',
  typeDefs:
    'extend input RegisterInput { company: String  code: String } extend type User { company: String }',
  userFields: { company: { type: String, trim: true } },
  hooks: {
    beforeRegister: (registration, { origin }) => {
      calls.push(['beforeRegister', registration, origin]);
      if (registration.input.code === 'wrong')
        throw new AppError('FORBIDDEN', 'This code is wrong.', { field: 'code' });
      if (registration.input.code === 'bug') throw new Error('a secret of the module');
    },
    afterRegister: note('afterRegister'),
    afterLogin: note('afterLogin'),
    afterLogout: note('afterLogout'),
    afterPasswordChange: note('afterPasswordChange'),
    beforeDelete: ({ company }) => {
      if (company === 'Kept') throw new AppError('CONFLICT', 'This account must be kept.');
      if (company === 'Bug') throw new Error('a bug');
      return () => calls.push(['deletion', company, null]);
    },
  },
});
const graphward = useGraphward({ modules: [hooked] });
beforeEach(() => {
  calls.length = 0;
  failures.clear();
});

const password = 'four words make one';
let count = 0;
const mutation =
  'mutation ($input: RegisterInput!) { register(input: $input) { accessToken user { id email } } }';
function register(input: object) {
  count += 1;
  return graphward.ask(mutation, { input: { email: `User${count}@Example.com`, password, ...input } });
}
const callsOf = (hook: string) => calls.filter(([name]) => name === hook);

it('run before a registration, with what was entered except the password', async () => {
  const result = await register({ company: ' ACME ', code: 'right', name: 'Alice' });
  expectData(result);
  expect(callsOf('beforeRegister')).toEqual([
    [
      'beforeRegister',
      {
        email: `user${count}@example.com`,
        name: 'Alice',
        fields: { company: 'ACME' },
        input: { company: ' ACME ', code: 'right' },
      },
      expect.objectContaining({ requestId: result.headers.get('x-request-id') }),
    ],
  ]);
  expect(JSON.stringify(calls)).not.toContain(password);
  await eventually(() => expect(callsOf('afterRegister')).toHaveLength(1));
});

it('can reject a registration, which creates nothing and is recorded', async () => {
  const error = expectCode(await register({ code: 'wrong' }), 'FORBIDDEN');
  expect(error).toMatchObject({ message: 'This code is wrong.', extensions: { field: 'code' } });
  expect(await graphward.app.services.users.findByEmail(`user${count}@example.com`)).toBeNull();
  expect(graphward.logLines).toContainEqual(
    expect.objectContaining({ event: 'register', outcome: 'FORBIDDEN' }),
  );
  expect(callsOf('afterRegister')).toEqual([]);
});

it('reject known and unknown addresses alike', async () => {
  const alice = await graphward.signUp('alice');
  const results = [await register({ code: 'wrong' }), await register({ code: 'wrong', email: alice.email })];
  expect(results[0]?.errors).toEqual(results[1]?.errors);
});

it('that fail before a registration are masked, and logged with the name of the module', async () => {
  const result = await register({ code: 'bug' });
  expectCode(result, 'INTERNAL_SERVER_ERROR');
  expect(result.description).not.toContain('a secret of the module');
  const line = graphward.logLines.find(
    ({ requestId, level }) => level === 50 && requestId === result.headers.get('x-request-id'),
  );
  expect(line).toMatchObject({
    err: {
      message: 'The hook beforeRegister of the module hooked failed.',
      causes: [{ message: 'a secret of the module' }],
    },
  });
});

it('are not called for an account that an operator creates', async () => {
  await graphward.app.services.accounts.create(
    null,
    { email: 'op@example.com', password, name: null },
    ['USER'],
    operator,
  );
  expect(calls).toEqual([]);
});

it('run after each event', async () => {
  const { id, email } = expectData(await register({ company: 'ACME' })).register.user as {
    id: string;
    email: string;
  };
  const alice = await graphward.signIn({ id, email, password });
  const change = { currentPassword: password, newPassword: 'other words are better' };
  const changed = await graphward
    .as(alice)
    .ask('mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }', {
      input: change,
    });
  const token = expectData(changed).changePassword.accessToken as string;
  expectData(
    await graphward.ask('mutation { logout(input: { scope: ALL }) { revokedSessions } }', {}, { token }),
  );

  await eventually(() => expect(callsOf('afterLogout')).toHaveLength(1));
  const user = expect.objectContaining({ id, email, company: 'ACME' }) as unknown;
  const origin = expect.objectContaining({ requestId: expect.any(String) as unknown }) as unknown;
  const sessionId: unknown = expect.any(String);
  expect(calls.slice(1)).toEqual([
    ['afterRegister', user, origin],
    ['afterLogin', user, origin],
    ['afterPasswordChange', user, origin],
    ['afterLogout', { userId: id, sessionId, scope: 'ALL', endedSessions: 1 }, origin],
  ]);
});

it('after an event are called again when they fail, and never fail the request', async () => {
  failures.set('afterRegister', 1);
  expectData(await register({}));
  await eventually(() => expect(callsOf('afterRegister')).toHaveLength(2));
});

it('are not called after a failed sign-in', async () => {
  const input = { email: 'nobody@example.com', password };
  await graphward.ask('mutation ($input: LoginInput!) { login(input: $input) { expiresIn } }', { input });
  expect(calls).toEqual([]);
});

it('before a deletion can refuse it, and delete the data of the module', async () => {
  const remove = 'mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { __typename } }';
  const deleting = async (company: string) => {
    const result = await register({ company });
    const token = expectData(result).register.accessToken as string;
    return graphward.ask(remove, { input: { currentPassword: password } }, { token });
  };
  const error = expectCode(await deleting('Kept'), 'CONFLICT');
  expect(error.message).toBe('This account must be kept.');
  expect(await graphward.app.services.users.findByEmail(`user${count}@example.com`)).toMatchObject({
    disabled: false,
    company: 'Kept',
  });
  expectCode(await deleting('Bug'), 'INTERNAL_SERVER_ERROR');

  expectData(await deleting('Deleted'));
  expect(callsOf('deletion')).toEqual([['deletion', 'Deleted', null]]);
  expect(await graphward.app.services.users.findByEmail(`user${count}@example.com`)).toBeNull();
});

it('after an event are finished when the server stops, and logged if they keep failing', async () => {
  const attempts: string[] = [];
  let moduleStopped = false;
  const failing = defineModule({
    name: 'failing',
    typeDefs: 'extend type Query { failing: Int @public }',
    hooks: {
      afterRegister: async (_user, { services }) => {
        attempts.push(moduleStopped ? 'after the module stopped' : 'in time');
        await services.users.findByEmail('nobody@example.com');
        throw new Error('not today');
      },
    },
    start: () => ({
      stop: () => {
        moduleStopped = true;
      },
    }),
  });
  const server = await startGraphward({ modules: [failing] });
  expectData(await server.ask(mutation, { input: { email: 'a@example.com', password } }));
  await server.stop();

  expect(attempts).toEqual(Array(4).fill('in time'));
  expect(server.logLines.filter(({ hook }) => hook)).toMatchObject([
    { level: 50, module: 'failing', hook: 'afterRegister', attempts: 4, err: { message: 'not today' } },
  ]);
});

describe('the queue of hooks', () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({
    level: 'debug',
    destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  beforeEach(() => lines.splice(0));

  it('gives up on a hook that never ends, without repeating it', async () => {
    const queue = createDeferredHooks(log, { timeLimitMs: 1 });
    let started = 0;
    queue.add('slow', 'afterLogin', () => {
      started += 1;
      return new Promise(() => undefined);
    });
    await queue.stop();
    expect(started).toBe(1);
    expect(lines).toMatchObject([{ module: 'slow', err: { message: 'It did not finish within 0.001 s.' } }]);
  });

  it('drops hooks when too many are waiting, and logs that', async () => {
    const queue = createDeferredHooks(log, { maxPending: 1 });
    let runs = 0;
    const run = () => {
      runs += 1;
      return Promise.resolve();
    };
    queue.add('one', 'afterLogin', run);
    queue.add('two', 'afterLogin', run);
    await queue.stop();
    expect(runs).toBe(1);
    expect(lines).toMatchObject([{ level: 50, module: 'two', hook: 'afterLogin' }]);
  });
});
