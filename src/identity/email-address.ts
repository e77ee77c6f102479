import { domainToASCII } from 'node:url';

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainName = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/;

/**
 * Normalises an e-mail address to the one form that is stored and compared: NFKC, lower case, an ASCII local
 * part (RFC 5321 dot-string, at most 64 characters), the domain in its IDNA ASCII form without a trailing dot.
 *
 * Look-alikes outside ASCII in the local part are refused rather than folded, so none can stand in for
 * another account.
 *
 * @returns null when it is not such an address
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
