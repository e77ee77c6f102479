import { escapeUnsafeText } from '../identity/free-text.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { Services, Session, User } from '../services/index.js';

/** Where the changes of these commands come from, as security events say it. */
export const commandLine: RequestOrigin = {
  requestId: 'command line',
  ipAddress: null,
  userAgent: 'graphward user',
};

/** @throws Error if no user has this address */
export async function findUser({ users }: Services, email: string): Promise<User> {
  const user = await users.findByEmail(email);
  if (!user) throw new Error(`User not found: ${email}.`);
  return user;
}

/** Prints a line with tab-separated columns per user. */
export function printUsers(users: readonly User[]): void {
  for (const { id, email, roles, disabled, name } of users)
    printColumns([id, email, roles.join(',') || '-', disabled ? 'disabled' : 'active', name ?? '']);
}

/** Prints every property of a user, a line each. */
export function printUser(user: User): void {
  for (const [name, value] of Object.entries(user)) printColumns([name, textOf(value)]);
}

/** Prints a line with tab-separated columns per session. */
export function printSessions(sessions: readonly Session[]): void {
  for (const { id, createdAt, rotatedAt, idleExpiresAt, ipAddress, userAgent } of sessions)
    printColumns([id, ...[createdAt, rotatedAt, idleExpiresAt, ipAddress, userAgent].map(textOf)]);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function printColumns(columns: readonly string[]): void {
  console.log(columns.map(escapeUnsafeText).join('\t'));
}
