import { operator, type TestServer } from './graphward.js';

/**
 * Creates users whose addresses start with the prefix, which should be unique to a test, and end in 000, 001 …
 *
 * @returns the addresses in order, which differs from the order of creation
 */
export async function createUsers(
  { app }: Pick<TestServer, 'app'>,
  prefix: string,
  count: number,
  ...roles: string[]
): Promise<string[]> {
  const emails = Array.from(
    { length: count },
    (_, index) => `${prefix}${String(index).padStart(3, '0')}@example.com`,
  );
  for (const email of [...emails].reverse()) {
    const account = { email, password: 'four words make one', name: null };
    await app.services.accounts.create(null, account, roles.length > 0 ? roles : ['USER'], operator);
  }
  return emails;
}
