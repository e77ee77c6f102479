import type { GraphqlErrorBody, GraphqlResult } from './client.js';

/** Returns the data of a result, which must have no errors. */
export function expectData(result: GraphqlResult): Record<string, any> {
  if (result.errors || !result.data) throw new Error(`Expected data and no errors:\n${result.description}`);
  return result.data;
}

/** Returns the only error of a result, which must have this code. */
export function expectCode(result: GraphqlResult, code: string, reason?: string): GraphqlErrorBody {
  const [error, ...more] = result.errors ?? [];
  if (!error || more.length > 0) throw new Error(`Expected one error:\n${result.description}`);
  if (error.extensions.code !== code || (reason !== undefined && error.extensions.reason !== reason)) {
    throw new Error(`Expected ${code} ${reason ?? ''}:\n${result.description}`);
  }
  return error;
}
