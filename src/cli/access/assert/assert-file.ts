import { accessReport, readPolicy } from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';
import { paintForStdout } from '../access-columns.js';
import { readTextFile } from '../access-file.js';
import type { CommandResult } from '../command-result.js';
import { type AssertFailure, checkExpectations } from './check-expectations.js';
import { formatFailures } from './format-failures.js';
import { readExpectations } from './read-expectations.js';

export interface AssertOptions {
  readonly json?: boolean;
}

/**
 * Checks the expectations in a file against the schema's policy.
 *
 * @throws Error when the file cannot be read or has no expectations
 */
export function assertFile(schema: GraphQLSchema, file: string, { json }: AssertOptions): CommandResult {
  const policy = readPolicy(schema);
  const lines = readExpectations(readTextFile(file), policy.roles.names);
  // Without this check, a file that lost its contents would pass.
  if (lines.length === 0)
    throw new Error(`${file} has no expectations. Write one per line, such as "deny ANONYMOUS User.email".`);
  const failures = checkExpectations(policy.schema, accessReport(schema), lines);
  const text = json
    ? `${JSON.stringify({ file, expectations: lines.length, failures: failures.map(flatten) }, null, 2)}\n`
    : formatFailures(file, lines.length, failures, paintForStdout);
  return { text, exitCode: failures.length > 0 ? 1 : 0 };
}

function flatten({ found, ...failure }: AssertFailure): object {
  return { ...failure, ...found };
}
