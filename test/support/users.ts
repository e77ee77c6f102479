import type { TestServer } from './graphward.js';

/**
 * Makes users whose addresses begin with the prefix, which should be a test's own, and end in 000, 001 …
 *
 * @returns the addresses in their order, which is not the one in which they were made
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
    await app.services.accounts.create(account, roles.length > 0 ? roles : ['USER']);
  }
  return emails;
}
