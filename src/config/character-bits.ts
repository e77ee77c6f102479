import { dictionaryWords } from './dictionary-words.js';

const letters = 26;
const digits = 10;
/** Lower case, upper case and digits; every other character is of `otherKind`. */
const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/];
const otherKind = kinds.length;

/**
 * The cost of each character of a text, in bits. A character's kind is predicted from the previous kind (an adaptive
 * Krichevsky–Trofimov estimator), and a letter from the previous letter, with frequencies from dictionary words.
 */
export function characterBits(text: string, alphabetSize: number): number[] {
  const others = Math.max(1, alphabetSize - 2 * letters - digits);
  const counts = Array.from({ length: otherKind + 2 }, () => Array<number>(otherKind + 1).fill(0.5));
  let kindBefore = otherKind + 1;
  return Array.from({ length: text.length }, (_, index) => {
    const character = text.charAt(index);
    const kind = kindOf(character);
    const row = counts[kindBefore] ?? [];
    const kindBits = bitsIn(row, kind);
    row[kind] = (row[kind] ?? 0) + 1;
    kindBefore = kind;
    if (kind === otherKind) return kindBits + Math.log2(others);
    return kindBits + (kind === 2 ? Math.log2(digits) : letterBits(text.charAt(index - 1), character));
  });
}

function kindOf(character: string): number {
  const kind = kinds.findIndex((each) => each.test(character));
  return kind === -1 ? otherKind : kind;
}

/** How often each letter follows each other letter; the last row counts the first letters of words. */
const followers: readonly (readonly number[])[] = countFollowers();

function countFollowers(): number[][] {
  const counts = Array.from({ length: letters + 1 }, () => Array<number>(letters).fill(1));
  for (const word of dictionaryWords) {
    for (let index = 0; index < word.length; index += 1) {
      const row = counts[letterCode(word.charAt(index - 1))] ?? [];
      const code = letterCode(word.charAt(index));
      row[code] = (row[code] ?? 0) + 1;
    }
  }
  return counts;
}

function letterBits(before: string, letter: string): number {
  return bitsIn(followers[letterCode(before)] ?? [], letterCode(letter));
}

function letterCode(character: string): number {
  const code = character.toLowerCase().charCodeAt(0) - 'a'.charCodeAt(0);
  return code >= 0 && code < letters ? code : letters;
}

function bitsIn(counts: readonly number[], index: number): number {
  return Math.log2(counts.reduce((sum, count) => sum + count, 0) / (counts[index] ?? 1));
}
