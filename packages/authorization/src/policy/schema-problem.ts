import type { ASTNode } from 'graphql';

/** One problem, or one warning, in a schema's policy. */
export interface SchemaProblem {
  /** What is wrong and what to write instead. */
  readonly message: string;
  /** The schema coordinate, for example `User.email` or `Query.users(first:)`. */
  readonly coordinate?: string;
  /** `file:line`, where the schema was made from SDL. */
  readonly location?: string;
}

/**
 * Thrown at start-up, with every problem of the schema's policy at once.
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

  constructor(problems: readonly SchemaProblem[]) {
    super(['The schema cannot be used as it is:', ...problems.map(formatProblem)].join('\n'));
    this.problems = problems;
  }
}

/** Adds a problem, with the coordinate and the AST node where they are known. */
export type ReportProblem = (message: string, coordinate?: string, node?: ASTNode | null) => void;

/** A function that adds to `problems`, and omits what is not known about the location. */
export function reportInto(problems: SchemaProblem[]): ReportProblem {
  return (message, coordinate, node) => {
    const location = locationOf(node);
    problems.push({ message, ...(coordinate && { coordinate }), ...(location && { location }) });
  };
}

/** The location of an AST node, as `file:line`; undefined without one. */
export function locationOf(node: ASTNode | null | undefined): string | undefined {
  const location = node?.loc;
  if (!location) return undefined;
  const { source, startToken } = location;
  return `${source.name}:${startToken.line + source.locationOffset.line - 1}`;
}

function formatProblem({ message, coordinate, location }: SchemaProblem): string {
  const place = [location, coordinate].filter(Boolean).join(' ');
  return place ? `  ${place}: ${message}` : `  ${message}`;
}
