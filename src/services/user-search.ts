import type { User, UserModel, UserPageQuery } from '../models/index.js';

/** The users that a search finds, in the order of their e-mail addresses. */
export interface FoundUsers {
  readonly users: readonly User[];
  /** Counts all users that match. Returns null above 10,000, or if the text is the start of more than 1,000 names. */
  readonly countAll: () => Promise<number | null>;
}

/** Users found by name have to be sorted by address, so a search for a short text must not find too many. */
const maxNamed = 1_000;

/**
 * Finds users whose address or name starts with a text. Reads at most `limit` users by address and 1,000 by name.
 *
 * @param text normalized like an address
 */
export async function searchUsers(
  users: Pick<UserModel, 'findPage' | 'findNamed' | 'findByIds' | 'count'>,
  text: string,
  { limit, afterEmail, emailPrefix, role }: UserPageQuery,
): Promise<FoundUsers> {
  const bothPrefixes = longerPrefix(text, emailPrefix ?? '');
  const [byEmail, named] = await Promise.all([
    bothPrefixes === null ? [] : users.findPage({ emailPrefix: bothPrefixes, role, afterEmail, limit }),
    users.findNamed(text, maxNamed + 1),
  ]);
  const byName = named
    .slice(0, maxNamed)
    .filter(({ email }) => !email.startsWith(text) && email.startsWith(emailPrefix ?? ''))
    .filter(({ roles }) => role === null || roles.includes(role));
  const later = byName.filter(({ email }) => afterEmail === null || compare(email, afterEmail) > 0);
  const page = [...byEmail, ...later].sort((a, b) => compare(a.email, b.email)).slice(0, limit);

  const complete = new Map(byEmail.map((user) => [user.id, user]));
  const missing = page.map(({ id }) => id).filter((id) => !complete.has(id));
  if (missing.length > 0) for (const user of await users.findByIds(missing)) complete.set(user.id, user);
  return {
    users: page.flatMap(({ id }) => complete.get(id) ?? []),
    countAll: async () => {
      if (named.length > maxNamed) return null;
      const count = bothPrefixes === null ? 0 : await users.count({ emailPrefix: bothPrefixes, role });
      return count === null ? null : count + byName.length;
    },
  };
}

/** Returns the prefix that implies both; null if no text starts with both. */
function longerPrefix(one: string, other: string): string | null {
  if (one.startsWith(other)) return one;
  return other.startsWith(one) ? other : null;
}

/** The order of the database. */
function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
