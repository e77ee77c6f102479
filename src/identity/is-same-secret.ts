import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two texts are the same. How long this takes reveals nothing about where they differ. */
export function isSameSecret(candidate: string, expected: string): boolean {
  return timingSafeEqual(digestOf(candidate), digestOf(expected));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
