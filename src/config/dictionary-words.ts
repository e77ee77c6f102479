import { dictionary } from '@zxcvbn-ts/language-common';

export const shortestWord = 4;
export const longestWord = 16;

/** Common words, names and passwords that consist of lower-case letters only. */
export const dictionaryWords: ReadonlySet<string> = new Set(
  Object.values(dictionary)
    .flat()
    .filter((word) => /^[a-z]+$/.test(word) && word.length >= shortestWord && word.length <= longestWord),
);
