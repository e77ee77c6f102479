import type { Operation, OperationResult } from '@graphward/client';
import { toProblem } from '../errors/problem';
import { ProblemError } from '../errors/problem-error';
import { session } from './session';

/**
 * Executes an operation of which every part is needed.
 *
 * @throws ProblemError with the first error of the response
 */
export async function execute<Data, Variables>(
  document: Operation<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, errors } = await executePartly(document, variables);
  const [error] = errors;
  if (error || !data) throw new ProblemError(toProblem(error));
  return data;
}

/** Executes an operation whose result is useful without the fields that the viewer may not see. */
export async function executePartly<Data, Variables>(
  document: Operation<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<OperationResult<Data>> {
  try {
    return await session.execute(document, variables, signal ? { signal } : {});
  } catch (error) {
    throw new ProblemError(toProblem(error));
  }
}
