import { domainToASCII } from 'node:url';

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainName = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/;

/**
 * Normalizes an e-mail address to the form that is stored and compared: NFKC, lower case, an ASCII local part (RFC 5321
 * dot-string, at most 64 characters), and the domain in its IDNA ASCII form without a trailing dot.
 *
 * Non-ASCII look-alikes in the local part are rejected rather than folded, so that none can impersonate another account.
 *
 * @returns null if the input is not a valid address
 */
export function normalizeEmailAddress(input: string): string | null {
  if (input.length > 320) return null;
  const text = input.trim().normalize('NFKC').toLowerCase();
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at < 1 || local.length > 64 || !localPart.test(local)) return null;
  const domain = domainToASCII(text.slice(at + 1).replace(/\.$/, ''));
  if (domain.length > 253 || !domainName.test(domain)) return null;
  return `${local}@${domain}`;
}
