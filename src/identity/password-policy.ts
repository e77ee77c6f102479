import { dictionary } from '@zxcvbn-ts/language-common';

/** The user whose e-mail address and name a password must not consist of. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string | null;
}

const minCharacters = 15;
const maxBytes = 1024;
/** How many characters a password must contain besides the user's own e-mail address and name. */
const minCharactersBesidesOwner = 8;

const commonPasswords: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/**
 * Returns the problem with a new password, or null (NIST SP 800-63B-4 §3.1.1.2: length and a blocklist, no composition
 * rules). The length is checked before and after NFKC, which turns the single character U+FDFA into 18.
 *
 * @param password as typed
 */
export function passwordProblem(password: string, owner: PasswordOwner): string | null {
  if (!password.isWellFormed())
    return 'The password contains an unpaired surrogate, which is not valid Unicode. Choose another.';
  if (isTooLong(password)) return `The password is longer than ${maxBytes} bytes. Choose a shorter one.`;
  const normal = normalizePassword(password);
  if (Math.min([...password].length, [...normal].length) < minCharacters) {
    return `The password is too short: use at least ${minCharacters} characters, for example four or five words.`;
  }
  const folded = normal.toLowerCase();
  if (isCommon(folded)) return 'The password is too easy to guess. Choose another.';
  if (consistsOfOwner(folded, owner))
    return 'The password consists mostly of your e-mail address or name. Choose another.';
  return null;
}

/** Normalizes a password to the form that is hashed and compared: NFKC, without case folding or truncation. */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC');
}

/** Whether both passwords are equal after normalization. */
export function isSamePassword(one: string, other: string): boolean {
  return normalizePassword(one) === normalizePassword(other);
}

/** Whether the text can be a password. Other text must not be hashed: an unpaired surrogate would equal U+FFFD. */
export function isPossiblePassword(text: string): boolean {
  return !isTooLong(text) && text.isWellFormed();
}

function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > maxBytes || Buffer.byteLength(normalizePassword(password)) > maxBytes;
}

function isCommon(folded: string): boolean {
  return (
    commonPasswords.has(folded) || isRepetition(folded) || isSequence(folded) || isTwoCommonPasswords(folded)
  );
}

function isRepetition(text: string): boolean {
  const period = (text + text).indexOf(text, 1);
  return period <= text.length / 2;
}

function isSequence(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)));
  return steps.size === 1 && [...steps].every((step) => Math.abs(step) <= 1);
}

function isTwoCommonPasswords(text: string): boolean {
  for (let cut = 4; cut <= text.length - 4; cut += 1) {
    if (commonPasswords.has(text.slice(0, cut)) && commonPasswords.has(text.slice(cut))) return true;
  }
  return false;
}

function consistsOfOwner(folded: string, owner: PasswordOwner): boolean {
  const own = [owner.email, owner.email.split('@')[0], owner.name]
    .flatMap((word) => (word && word.length >= 3 ? [word.normalize('NFKC').toLowerCase()] : []))
    .sort((one, other) => other.length - one.length);
  const rest = own.reduce((text, word) => text.replaceAll(word, ''), folded);
  return rest !== folded && [...rest].length < minCharactersBesidesOwner;
}
