import type { ASTNode } from 'graphql';

/** One fault, or one warning, in a schema's policy. */
export interface SchemaProblem {
  /** What is wrong and what to write instead. */
  readonly message: string;
  /** The place in the schema, for example `User.email` or `Query.users(first:)`. */
  readonly coordinate?: string;
  /** `file:line`, where the schema was made from SDL. */
  readonly location?: string;
}

/** Thrown at start-up with every fault of the schema's policy at once. */
export class AuthorizationSchemaError extends Error {
  override readonly name = 'AuthorizationSchemaError';
  readonly problems: readonly SchemaProblem[];

  constructor(problems: readonly SchemaProblem[]) {
    super(['The schema cannot be used as it is:', ...problems.map(formatProblem)].join('\n'));
    this.problems = problems;
  }
}

export type ReportProblem = (message: string, coordinate?: string, node?: ASTNode | null) => void;

/** A function that adds to `problems`, leaving out what is not known about the place. */
export function reportInto(problems: SchemaProblem[]): ReportProblem {
  return (message, coordinate, node) => {
    const location = locationOf(node);
    problems.push({ message, ...(coordinate && { coordinate }), ...(location && { location }) });
  };
}

/** Where an AST node stands, as `file:line`. */
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
