import { readPolicy } from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';
import { checkRoles } from '../../check-roles.js';
import { paintForStdout } from '../access-columns.js';
import type { CommandResult } from '../command-result.js';
import { findOperations } from './find-operations.js';
import { formatOperations, type OperationsReport } from './format-operations.js';
import { judgeOperations } from './judge-operations.js';
import { readDocuments } from './read-documents.js';
import { unusedGrants } from './unused-grants.js';
import { usedCoordinates } from './used-coordinates.js';

export interface OperationsOptions {
  readonly role?: readonly string[];
  readonly json?: boolean;
}

/**
 * Checks the operations of a folder or a manifest against the schema's policy.
 *
 * @throws Error when a file cannot be used, a role is unknown, or there are no operations
 */
export function checkOperations(
  schema: GraphQLSchema,
  path: string,
  { role, json }: OperationsOptions,
): CommandResult {
  const known = ['ANONYMOUS', ...readPolicy(schema).roles.names];
  checkRoles(role ?? [], known);
  const roles = [...new Set(role ?? known)];
  const { valid, invalid } = findOperations(schema, readDocuments(path));
  if (valid.length + invalid.length === 0) throw new Error(`${path} has no operations, only fragments.`);
  const used = usedCoordinates(
    schema,
    valid.map(({ document }) => document),
  );
  const operations = judgeOperations(schema, valid, roles);
  const report: OperationsReport = { operations, invalid, unusedGrants: unusedGrants(schema, used) };
  const isDenied = operations.some(({ denied }) => Object.values(denied).some((each) => each.length > 0));
  return {
    text: json ? `${JSON.stringify(report, null, 2)}\n` : formatOperations(report, roles, paintForStdout),
    exitCode: invalid.length > 0 || (role !== undefined && isDenied) ? 1 : 0,
  };
}
