import { Lexer, Source, TokenKind } from 'graphql';

export interface TokenLimits {
  readonly maxTokens: number;
  /** Brackets of any kind inside each other. */
  readonly maxNesting: number;
  readonly maxDirectives: number;
}

const opening: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Which limit the tokens of a query go beyond, in words, or null. A parser recurses with every bracket, so
 * this is found out before one sees the query. Takes time linear in the query's length.
 */
export function tokenProblem(query: string, limits: TokenLimits): string | null {
  const { maxTokens, maxNesting, maxDirectives } = limits;
  let [tokens, nesting, directives] = [0, 0, 0];
  for (const kind of tokenKinds(query)) {
    tokens += 1;
    if (opening.has(kind)) nesting += 1;
    else if (closing.has(kind)) nesting -= 1;
    else if (kind === TokenKind.AT) directives += 1;
    if (tokens > maxTokens) return `The query has more than ${maxTokens} tokens.`;
    if (nesting > maxNesting) return `The query has more than ${maxNesting} brackets inside each other.`;
    if (directives > maxDirectives) return `The query has more than ${maxDirectives} directives.`;
  }
  return null;
}

/** Ends where the text is no GraphQL any more, which is for the parser to tell. */
function* tokenKinds(query: string): Generator<TokenKind> {
  const lexer = new Lexer(new Source(query));
  try {
    for (let kind = lexer.advance().kind; kind !== TokenKind.EOF; kind = lexer.advance().kind) yield kind;
  } catch {
    return;
  }
}
