import type { ASTNode } from 'graphql';

/**
 * One problem, or one warning, in a schema's policy.
 *
 * @example
 * ```ts
 * const format = ({ location, message }: SchemaProblem) => (location ? `${location}: ${message}` : message);
 * ```
 */
export interface SchemaProblem {
  /** What is wrong, then what to do. */
  readonly message: string;
  /** The schema coordinate, for example `User.email` or `Query.users(first:)`. */
  readonly coordinate?: string;
  /** `file:line`, for a schema made from SDL. */
  readonly location?: string;
}

/**
 * Thrown at start-up. Lists every problem in the schema's policy.
 *
 * @example
 * ```ts
 * try {
 *   withAuthorization(schema, { viewer });
 * } catch (error) {
 *   if (error instanceof AuthorizationSchemaError) for (const { location, message } of error.problems) print(location, message);
 * }
 * ```
 */
export class AuthorizationSchemaError extends Error {
  override readonly name = 'AuthorizationSchemaError';
  readonly problems: readonly SchemaProblem[];

  constructor(problems: readonly SchemaProblem[], summary = 'The schema cannot be enforced:') {
    super([summary, ...problems.map(formatProblem)].join('\n'));
    this.problems = problems;
  }
}

/**
 * Reports a problem, with its coordinate and AST node if they are known.
 *
 * @example
 * ```ts
 * const report: ReportProblem = (message, coordinate) => console.error(coordinate, message);
 * ```
 */
export type ReportProblem = (message: string, coordinate?: string, node?: ASTNode | null) => void;

/**
 * A function that appends to `problems`.
 *
 * @example
 * ```ts
 * const problems: SchemaProblem[] = [];
 * const report = reportInto(problems);
 * if (!type.description) report('The type has no description. Add one.', type.name, type.astNode);
 * ```
 */
export function reportInto(problems: SchemaProblem[]): ReportProblem {
  return (message, coordinate, node) => {
    const location = locationOf(node);
    problems.push({ message, ...(coordinate && { coordinate }), ...(location && { location }) });
  };
}

/**
 * The location of an AST node, as `file:line`; undefined without one.
 *
 * @example
 * ```ts
 * locationOf(schema.getType('User')?.astNode); // 'schema.graphql:7'
 * ```
 */
export function locationOf(node: ASTNode | null | undefined): string | undefined {
  const location = node?.loc;
  if (!location) return undefined;
  const { source, startToken } = location;
  return `${source.name}:${startToken.line + source.locationOffset.line - 1}`;
}

function formatProblem({ message, coordinate, location }: SchemaProblem): string {
  const source = [location, coordinate].filter(Boolean).join(' ');
  return source ? `  ${source}: ${message}` : `  ${message}`;
}
