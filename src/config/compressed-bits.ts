import { characterBits } from './character-bits.js';
import { dictionaryWords as words, longestWord, shortestWord } from './dictionary-words.js';

/** Only this many leading characters of a text are examined. */
export const maxJudgedLength = 512;
const shortestRepeat = 3;
const shortestRun = 4;

/** The cost of choosing each kind of token, in bits; the probabilities add up to less than one. */
const bitsOf = { literal: -Math.log2(0.9), word: 4, repeat: 6, run: 7, keyboard: 7 };
const keyboard = [
  'qwertyuiop[]asdfghjkl;zxcvbnm,./',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '1q2w3e4r5t6y7u8i9o0p',
  // The sequence that a popular online key generator returns parts of.
  'A?D(G+KbPeShVmYq3t6w9z$C&F)J@NcRfUjXn2r5u8x/A%D*G-KaPdSgVkYp3s6v9y$B&E(H+MbQeThWmZq4t7w!z%C*F-JaNdRgUkXp2s5v8y/B?E(G+KbPeShVmYq3t6w9z$C&F)H@McQfTjWnZr4u7x!A%D*G',
].flatMap((keys) => [keys.toLowerCase(), Array.from(keys.toLowerCase()).reverse().join('')]);
const keyboardBits = Math.log2(keyboard.join('').length);

const wordBits = Math.log2(words.size);

/**
 * The length, in bits, of the shortest encoding that a simple model finds for a text. The model knows dictionary words,
 * repetitions, runs of consecutive characters, keyboard walks and letter frequencies.
 *
 * The model is a prefix code, so a random text compresses by n bits with a probability below 2^-n (Kraft's inequality).
 */
export function compressedBits(text: string, alphabetSize: number): number {
  const part = text.slice(0, maxJudgedLength);
  const uniform = Array.from(part, () => Math.log2(alphabetSize));
  return 1 + Math.min(shortest(part, uniform), shortest(part, characterBits(part, alphabetSize)));
}

function shortest(text: string, literals: readonly number[]): number {
  const folded = text.toLowerCase();
  const repeats = longestRepeats(text);
  const best = [0, ...Array<number>(text.length).fill(Infinity)];
  const reach = (end: number, bits: number) => {
    if (bits < (best[end] ?? Infinity)) best[end] = bits;
  };
  for (let start = 0; start < text.length; start += 1) {
    const bits = best[start] ?? Infinity;
    const literal = literals[start] ?? Infinity;
    reach(start + 1, bits + bitsOf.literal + literal);
    for (let end = start + shortestWord; end <= Math.min(text.length, start + longestWord); end += 1) {
      const spelled = wordCost(text.slice(start, end), folded.slice(start, end));
      if (spelled !== null) reach(end, bits + bitsOf.word + spelled);
    }
    const repeat = repeats[start] ?? 0;
    if (repeat >= shortestRepeat)
      reach(start + repeat, bits + bitsOf.repeat + Math.log2(start) + lengthBits(repeat));
    const run = runLength(text, start);
    if (run >= shortestRun) reach(start + run, bits + bitsOf.run + literal + Math.log2(3) + lengthBits(run));
    const keys = keyboardLength(folded, start);
    if (keys >= shortestRun)
      reach(
        start + keys,
        bits + bitsOf.keyboard + keyboardBits + lengthBits(keys) + caseBits(text.slice(start, start + keys)),
      );
  }
  return best[text.length] ?? 0;
}

/** The length of an Elias gamma code. */
const lengthBits = (length: number) => 2 * Math.floor(Math.log2(length)) + 1;

function wordCost(text: string, folded: string): number | null {
  if (words.has(folded)) return 1 + wordBits + caseBits(text);
  const plain = folded.replace(/[013457@$!]/g, (digit) => lookAlikes[digit] ?? digit);
  return plain !== folded && words.has(plain) ? 1 + wordBits + caseBits(text) + text.length / 2 : null;
}

const lookAlikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Lower case, upper case and capitalized cost two bits; any other mixture costs one more bit per character. */
function caseBits(text: string): number {
  const [lower, upper] = [text.toLowerCase(), text.toUpperCase()];
  const isUsual = text === lower || text === upper || text === upper.slice(0, 1) + lower.slice(1);
  return isUsual ? 2 : 2 + text.length;
}

/** For each position, the length of the longest match with earlier text. */
function longestRepeats(text: string): number[] {
  const longest = Array<number>(text.length + 1).fill(0);
  for (let distance = 1; distance < text.length; distance += 1) {
    let length = 0;
    for (let start = text.length - 1; start >= distance; start -= 1) {
      length = text[start] === text[start - distance] ? length + 1 : 0;
      longest[start] = Math.max(longest[start] ?? 0, length);
    }
  }
  return longest;
}

/** How many characters from `start` on ascend by one, descend by one or stay the same. */
function runLength(text: string, start: number): number {
  const stepAt = (index: number) => text.charCodeAt(index + 1) - text.charCodeAt(index);
  const step = stepAt(start);
  if (Math.abs(step) > 1) return 1;
  let end = start + 1;
  while (end < text.length && stepAt(end - 1) === step) end += 1;
  return end - start;
}

function keyboardLength(folded: string, start: number): number {
  let length = 0;
  const isThere = (keys: string) => keys.includes(folded.slice(start, start + length + 1));
  while (start + length < folded.length && keyboard.some(isThere)) length += 1;
  return length;
}
