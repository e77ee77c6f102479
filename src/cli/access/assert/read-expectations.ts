import { type Expectation, readExpectation } from './expectation.js';

/** A line of the file that is neither empty nor a comment. */
export interface ExpectationLine {
  /** From 1. */
  readonly line: number;
  /** Without its comment. */
  readonly text: string;
  /** What the line means, or what is wrong with it. */
  readonly read: Expectation | { readonly problem: string };
}

/** Reads a file of expectations. Malformed lines do not end the reading. */
export function readExpectations(content: string, knownRoles: readonly string[]): ExpectationLine[] {
  return content.split(/\r\n|\r|\n/).flatMap((each, index) => {
    const text = each.replace(/#.*/, '').trim();
    return text === '' ? [] : [{ line: index + 1, text, read: readLine(text, knownRoles) }];
  });
}

function readLine(text: string, knownRoles: readonly string[]): ExpectationLine['read'] {
  try {
    return readExpectation(text, knownRoles);
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
