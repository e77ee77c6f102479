import { type AccessPlace, type AccessReport } from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';
import { type AccessPath, accessPaths } from './access-paths.js';
import type { Expectation } from './expectation.js';
import type { ExpectationLine } from './read-expectations.js';

/** An expectation that is not met at one coordinate, or that cannot be checked. */
export interface AssertFailure {
  readonly line: number;
  readonly expectation: string;
  /** What is wrong, as a sentence. */
  readonly problem: string;
  readonly found?: FoundAccess;
}

/** The access of a role to a coordinate. */
export interface FoundAccess extends Pick<AccessPlace, 'rules' | 'from'> {
  readonly coordinate: string;
  readonly role: string;
  readonly cell: string;
  /** The shortest path on which the role reaches the coordinate; null if there is none. Missing for a denied coordinate. */
  readonly path?: AccessPath | null;
}

interface Mismatch {
  readonly role: string;
  readonly expected: string;
}

/** Checks each line against the report of a schema, and returns every failure. */
export function checkExpectations(
  schema: GraphQLSchema,
  report: AccessReport,
  lines: readonly ExpectationLine[],
): AssertFailure[] {
  const find = accessFinder(schema, report);
  return lines.flatMap(({ line, text, read }): AssertFailure[] => {
    if ('problem' in read) return [{ line, expectation: text, problem: read.problem }];
    const coordinates = Object.keys(report.places).filter((each) => read.pattern.matches(each));
    if (coordinates.length === 0) {
      const problem = `Nothing in the schema matches ${read.pattern.text}. Correct the pattern, or remove the line.`;
      return [{ line, expectation: text, problem }];
    }
    return coordinates.flatMap((coordinate) =>
      mismatches(read, report, coordinate).map(({ role, expected }) => {
        const found = find(coordinate, role);
        const problem = `${coordinate} is "${found.cell}" for ${role}, expected ${expected}.`;
        return { line, expectation: text, problem, found };
      }),
    );
  });
}

/** The roles whose access to a coordinate is not as expected. */
function mismatches(
  expectation: Expectation,
  { places, roles }: AccessReport,
  coordinate: string,
): Mismatch[] {
  const cellOf = (role: string): string => places[coordinate]?.access[role] ?? 'deny';
  const { role, verb } = expectation;
  if (verb === 'allow') {
    return isUnconditional(cellOf(role)) ? [] : [{ role, expected: '"allow"' }];
  }
  if (verb === 'deny') {
    const { unless } = expectation;
    const expected = ['"deny"', ...(unless.length > 0 ? [`at most "${unless.join('|')}"`] : [])].join(' or ');
    return isAtMost(cellOf(role), unless) ? [] : [{ role, expected }];
  }
  const others = ['ANONYMOUS', ...Object.keys(roles)].filter(
    (other) => other !== role && !(roles[other] ?? []).includes(role) && cellOf(other) !== 'deny',
  );
  return [
    ...(cellOf(role) === 'deny' ? [{ role, expected: '"allow" or a condition' }] : []),
    ...others.map((other) => ({ role: other, expected: '"deny"' })),
  ];
}

/** `+reauth` and `+mfa` restrict how somebody signed in, not who. */
function isUnconditional(cell: string): boolean {
  return withoutSuffixes(cell) === 'allow';
}

/** Whether a cell is `deny`, or has no other conditions than these. */
function isAtMost(cell: string, conditions: readonly string[]): boolean {
  if (cell === 'deny') return true;
  return withoutSuffixes(cell)
    .split('|')
    .every((each) => conditions.includes(each));
}

function withoutSuffixes(cell: string): string {
  return cell.replaceAll(/\+\w+/g, '');
}

function accessFinder(
  schema: GraphQLSchema,
  { places }: AccessReport,
): (coordinate: string, role: string) => FoundAccess {
  const finders = new Map<string, ReturnType<typeof accessPaths>>();
  const cellOf = (coordinate: string, role: string): string => places[coordinate]?.access[role] ?? 'deny';
  const pathsOf = (role: string) => {
    const paths =
      finders.get(role) ?? accessPaths(schema, (coordinate) => cellOf(coordinate, role) === 'deny');
    finders.set(role, paths);
    return paths;
  };
  return (coordinate, role) => {
    const { rules = [], from = [] } = places[coordinate] ?? {};
    const cell = cellOf(coordinate, role);
    const found = { coordinate, role, cell, rules, from };
    return cell === 'deny' ? found : { ...found, path: pathsOf(role)(coordinate) ?? null };
  };
}
