import type { ExecutionResult } from 'graphql';
import type { Answer, Denial } from './naive-execution.js';

/** The result of an operation, the resolvers that ran, and the calls of loaders and policies. */
export interface Outcome {
  readonly result: ExecutionResult;
  readonly runs: readonly string[];
  readonly loads: readonly (readonly string[])[];
  readonly checks: readonly (readonly string[])[];
}

/** All differences between an outcome and the expected one. */
export function differences(answer: Answer, outcome: Outcome): string[] {
  const { data, errors = [] } = outcome.result;
  return [
    ...(JSON.stringify(data) === JSON.stringify(answer.data) ? [] : ['The data differs.']),
    ...(JSON.stringify(errors).includes('«') ? ['An error tells a value.'] : []),
    ...differentErrors(answer, outcome),
    ...differentCalls(answer, outcome),
    ...differentRuns(answer, outcome),
  ];
}

/** They do not depend on whether an object exists. */
const messages =
  /^((You are not allowed to|Sign in (again |with a second factor )?to) use (this (field|value)|the argument "[\w.]+")|Not executed: another field of this mutation was denied)\.$/;

function* differentErrors({ data, denials }: Answer, { result }: Outcome): Generator<string> {
  const told = new Set<string>();
  for (const { path, extensions, message } of result.errors ?? []) {
    const place = JSON.stringify(path);
    const denial = denials.find((each) => JSON.stringify(each.path) === place);
    if (!denial?.codes.some((code) => code === extensions.code)) {
      yield `Unexpected: ${String(extensions.code)} at ${place}.`;
    }
    if (!messages.test(message)) yield `An error tells too much: ${message}`;
    // What is not executed because of another field has its reason, too.
    const isOwn = !message.startsWith('Not executed');
    if (isOwn && (extensions.reason === 'MFA_REQUIRED') !== message.includes('second factor'))
      yield `The reason does not fit: ${message}`;
    if (told.has(place)) yield `More than one error at ${place}.`;
    told.add(place);
  }
  for (const [place, paths] of groupedByNull(data, denials)) {
    if (!paths.some((path) => told.has(path))) yield `No error explains null at ${place}.`;
  }
}

function* differentRuns({ data, denials, runs }: Answer, outcome: Outcome): Generator<string> {
  for (const run of outcome.runs) if (!runs.includes(run)) yield `Must not run: ${run}.`;
  // Where a null has made its parent null, the executor may have stopped early.
  const isComplete = denials.every(({ path }) => nullAbove(data, path).length === path.length);
  if (!isComplete) return;
  for (const run of runs) if (!outcome.runs.includes(run)) yield `Did not run: ${run}.`;
}

/** Every call must be for distinct objects that are needed to decide. */
function* differentCalls(answer: Answer, outcome: Outcome): Generator<string> {
  for (const call of [...outcome.loads, ...outcome.checks]) {
    // Two root fields may have equal arguments.
    const objects = call.filter((each) => !each.startsWith('P') || each.includes('#'));
    if (new Set(objects).size < objects.length) yield `More than once in one call: ${call.join(', ')}.`;
  }
  for (const load of outcome.loads.flat()) {
    if (!answer.loads.includes(load)) yield `Must not be loaded: ${load}.`;
  }
  for (const check of outcome.checks.flat()) {
    if (!answer.checks.includes(check)) yield `Must not be checked: ${check}.`;
  }
}

/**
 * Denials by the path of the null that they led to. If several led to the null of a parent, the specification demands
 * only one error.
 */
function groupedByNull(data: unknown, denials: readonly Denial[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { path } of denials) {
    const place = JSON.stringify(nullAbove(data, path));
    groups.set(place, [...(groups.get(place) ?? []), JSON.stringify(path)]);
  }
  return groups;
}

/** The part of a path that leads to the first null on it. */
function nullAbove(data: unknown, path: Denial['path']): Denial['path'] {
  let value = data;
  for (const [index, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, index);
    value = (value as Record<string | number, unknown>)[key];
  }
  return path;
}
