import { escapeUnsafeText } from '../../../identity/free-text.js';
import type { Paint } from '../access-columns.js';
import type { AssertFailure, FoundAccess } from './check-expectations.js';

/** The failures as text, each under the line that it belongs to. */
export function formatFailures(
  file: string,
  expectations: number,
  failures: readonly AssertFailure[],
  paint: Paint,
): string {
  const lines = new Map<number, AssertFailure[]>();
  for (const failure of failures) lines.set(failure.line, [...(lines.get(failure.line) ?? []), failure]);
  const blocks = [...lines].map(([line, ofLine]) => {
    const heading = paint('bold', escapeUnsafeText(`${file}:${line} ${ofLine[0]?.expectation ?? ''}`));
    return [heading, ...ofLine.flatMap((failure) => describe(failure, paint))].join('\n');
  });
  return [...blocks, `${verdictOf(lines.size, expectations)}\n`].join('\n\n');
}

function describe({ problem, found }: AssertFailure, paint: Paint): string[] {
  const details = found ? detailsOf(found) : [];
  return [`  ${paint('red', escapeUnsafeText(problem))}`, ...details.map((each) => `    ${each}`)];
}

function detailsOf({ role, rules, from, path }: FoundAccess): string[] {
  const applied = rules.map((rule, index) => `rule: ${rule} ${from[index] ?? ''}`);
  const listed = applied.length > 0 ? applied : ['rule: none'];
  if (path === undefined) return listed;
  return [
    ...listed,
    path ? `path: ${path.join(' > ')}` : `path: none; no operation that ${role} may send reaches it`,
  ];
}

function verdictOf(failed: number, expectations: number): string {
  if (failed > 0) return `Expectations that fail: ${failed} of ${expectations}.`;
  return expectations === 1 ? 'The expectation passes.' : `All ${expectations} expectations pass.`;
}
