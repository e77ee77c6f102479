import { AppError } from '../../../src/errors/index.js';
import { composeHooks, defineModule, type GraphwardModule } from '../../../src/modules/index.js';
import { createLogger } from '../../../src/observability/logger.js';
import type { Services, User } from '../../../src/services/index.js';

const user = { id: '1', email: 'alice@example.com' } as User;
const unavailable = new Error('unreachable');

function deleting(name: string, beforeDelete: (user: User) => unknown): GraphwardModule {
  return defineModule({ name, typeDefs: 'extend type Query { a: Int @public }', hooks: { beforeDelete } });
}

function compose(...modules: readonly GraphwardModule[]) {
  return composeHooks(modules, {
    services: () => ({}) as Services,
    log: createLogger({ level: 'silent' }),
    isUnavailable: (error) => error === unavailable,
  });
}

it('calls the hooks before a deletion in the order of the modules, one after the other', async () => {
  const called: string[] = [];
  const slow = deleting('slow', async ({ id }) => {
    await Promise.resolve();
    called.push(`slow ${id}`);
  });
  const quick = deleting('quick', ({ id }) => called.push(`quick ${id}`));
  await compose(slow, quick).beforeDelete(user);
  expect(called).toEqual(['slow 1', 'quick 1']);
});

it('calls what deletes the data of modules only once no hook refuses', async () => {
  const deleted: string[] = [];
  const [one, two] = ['one', 'two'].map((name) => deleting(name, () => () => deleted.push(name)));
  if (!one || !two) throw new Error('There are two modules.');
  const deleteData = await compose(one, two).beforeDelete(user);
  expect(deleted).toEqual([]);
  await deleteData();
  expect(deleted).toEqual(['one', 'two']);

  const refusing = deleting('refusing', () => Promise.reject(new AppError('CONFLICT', 'Keep it.')));
  await expect(compose(one, refusing).beforeDelete(user)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(deleted).toHaveLength(2);

  const broken = deleting('broken', () => () => Promise.reject(new Error('a bug')));
  await expect((await compose(broken).beforeDelete(user))()).rejects.toThrow('of the module broken failed');
});

it('stops at the first hook that refuses', async () => {
  const refusal = new AppError('CONFLICT', 'This account must be kept.');
  let called = false;
  const refusing = deleting('refusing', () => Promise.reject(refusal));
  const next = deleting('next', () => (called = true));
  await expect(compose(refusing, next).beforeDelete(user)).rejects.toBe(refusal);
  expect(called).toBe(false);
});

it('names the module of a hook that fails, and passes on that the database is unreachable', async () => {
  const cause = new Error('a bug');
  const failing = compose(deleting('failing', () => Promise.reject(cause)));
  await expect(failing.beforeDelete(user)).rejects.toMatchObject({
    message: 'The hook beforeDelete of the module failing failed.',
    cause,
  });
  const down = compose(deleting('down', () => Promise.reject(unavailable)));
  await expect(down.beforeDelete(user)).rejects.toBe(unavailable);
});

it.each([
  [{ afterLogn: () => null }, 'hooks of x has an unknown property "afterLogn".'],
  [{ afterLogin: 5 }, 'hooks.afterLogin of x must be a function.'],
  [5, 'hooks of x must be an object.'],
])('rejects %j as hooks', (hooks, message) => {
  expect(() => defineModule({ name: 'x', typeDefs: 'scalar X', hooks: hooks as never })).toThrow(message);
});
