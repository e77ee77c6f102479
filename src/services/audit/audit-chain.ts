import { createHmac, randomBytes } from 'node:crypto';
import { deriveKey } from '../../identity/derive-key.js';
import type { AuditEvent, AuditHead } from '../../models/index.js';

/** Seals events. */
export interface AuditKey {
  /** Identifies the key without revealing it: 8 hexadecimal digits. */
  readonly id: string;
  /** @returns HMAC-SHA256 in base64url */
  seal(text: string): string;
}

/** What an event says, before it is sealed. */
export type AuditContent = Pick<
  AuditEvent,
  | 'type'
  | 'outcome'
  | 'userId'
  | 'targetUserId'
  | 'sessionId'
  | 'ipAddress'
  | 'userAgent'
  | 'requestId'
  | 'details'
>;

/** The events of one writer, each sealed together with the seal of the one before. */
export interface AuditChain {
  add(content: AuditContent, now: Date): AuditEvent;
  /** The number of events so far. */
  length(): number;
}

const keyIdBytes = 4;
const writerBytes = 8;
const timeDigits = 12;
const sequenceDigits = 8;
const maxTime = 2 ** 48 - 1;

/** Derives the key from the secret: whoever has only the database cannot seal an event. */
export function createAuditKey(secret: Buffer): AuditKey {
  const key = deriveKey(secret, 'graphward audit trail');
  return {
    id: deriveKey(secret, 'graphward audit trail key id', keyIdBytes).toString('hex'),
    seal: (text) => createHmac('sha256', key).update(text).digest('base64url'),
  };
}

/** @param heads the heads of other writers, which the first event names */
export function createAuditChain(key: AuditKey, heads: readonly AuditHead[]): AuditChain {
  const writer = randomBytes(writerBytes).toString('hex');
  let last: AuditEvent | null = null;

  return {
    add: (content, now) => {
      // Never before the previous event, so that IDs sort in the order of the chain.
      const at = last && last.at > now ? last.at : now;
      const sequence = last ? last.sequence + 1 : 0;
      const event = {
        id: auditEventId({ at, sequence, writer }),
        writer,
        sequence,
        at,
        ...content,
        users: usersOf(content),
        heads: last ? [] : heads,
        previousAt: last?.at ?? null,
        previousSeal: last?.seal ?? null,
        keyId: key.id,
      };
      last = { ...event, seal: sealOf(event, key) };
      return last;
    },
    length: () => (last ? last.sequence + 1 : 0),
  };
}

/** The ID of an event: its time in milliseconds, its sequence and its writer, all in hexadecimal digits. */
export function auditEventId({ at, sequence, writer }: AuditHead): string {
  return `${idsFrom(at)}${sequence.toString(16).padStart(sequenceDigits, '0')}${writer}`;
}

/** The beginning of the IDs of this time. It sorts before all of them. */
export function idsFrom(time: Date): string {
  const milliseconds = Math.min(Math.max(time.getTime(), 0), maxTime);
  return milliseconds.toString(16).padStart(timeDigits, '0');
}

/** The users who acted or were affected. */
export function usersOf({ userId, targetUserId }: Pick<AuditContent, 'userId' | 'targetUserId'>): string[] {
  return [...new Set([userId, targetUserId])].filter((id) => id !== null);
}

/** Seals everything in an event, in a fixed order. */
export function sealOf(event: Omit<AuditEvent, 'seal'>, key: AuditKey): string {
  return key.seal(
    JSON.stringify([
      1,
      event.id,
      event.writer,
      event.sequence,
      event.at,
      event.type,
      event.outcome,
      event.userId,
      event.targetUserId,
      event.sessionId,
      event.ipAddress,
      event.userAgent,
      event.requestId,
      event.details.map(({ name, value }) => [name, value]),
      event.users,
      event.heads.map(({ writer, sequence, at }) => [writer, sequence, at]),
      event.previousAt,
      event.previousSeal,
      event.keyId,
    ]),
  );
}
