import { AppError } from '../../../src/errors/index.js';
import type { User } from '../../../src/models/index.js';
import { createFirstAdmin } from '../../../src/services/first-admin.js';

const configured = { email: 'root@example.com', password: 'walks in the rain at noon' };
const log = { warn: () => undefined } as unknown as Parameters<typeof createFirstAdmin>[0]['log'];

/** A database on which another instance creates the administrator first; its write becomes readable later. */
function lostRace({ readableAfterReads }: { readableAfterReads: number }) {
  let reads = 0;
  const isReadable = () => ++reads > readableAfterReads;
  const users = {
    hasRole: () => Promise.resolve(isReadable()),
    findByEmail: () =>
      Promise.resolve(reads > readableAfterReads ? ({ roles: ['ADMIN'] } as unknown as User) : null),
  };
  const accounts = { create: () => Promise.reject(new AppError('CONFLICT', 'taken')) };
  return { users, accounts };
}

describe('an instance that loses the race to create the first administrator', () => {
  it("waits until it can read the other instance's administrator", async () => {
    const race = lostRace({ readableAfterReads: 3 });
    const admin = createFirstAdmin({
      ...race,
      adminRole: 'ADMIN',
      adminRoles: ['ADMIN'],
      configured,
      mayGenerate: false,
      log,
    });

    await expect(admin.createConfigured()).resolves.toBeUndefined();
  });

  it('does not show a generated password that is not used', async () => {
    const race = lostRace({ readableAfterReads: 1 });
    const admin = createFirstAdmin({
      ...race,
      adminRole: 'ADMIN',
      adminRoles: ['ADMIN'],
      configured: null,
      mayGenerate: true,
      log,
    });

    expect(await admin.generate()).toBeNull();
  });
});

it('rethrows database errors unchanged', async () => {
  const broken = new Error('connection lost');
  const users = { hasRole: () => Promise.resolve(false), findByEmail: () => Promise.resolve(null) };
  const accounts = { create: () => Promise.reject(broken) };
  const admin = createFirstAdmin({
    users,
    accounts,
    adminRole: 'ADMIN',
    adminRoles: ['ADMIN'],
    configured,
    mayGenerate: false,
    log,
  });

  await expect(admin.createConfigured()).rejects.toBe(broken);
});
