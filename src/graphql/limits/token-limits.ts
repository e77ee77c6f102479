import { Lexer, Source, type Token, TokenKind } from 'graphql';

export interface TokenLimits {
  readonly maxTokens: number;
  /** Lines up to the last token: graphql-js counts them again for each location of each error. */
  readonly maxLines: number;
  /** Brackets of any kind inside each other. */
  readonly maxNesting: number;
  readonly maxDirectives: number;
  /** Spreads of fragments and inline fragments as they are written; validation compares each with each. */
  readonly maxSpreads: number;
  /** Maximum length of a name, in characters: the response repeats an alias for every object of a list. */
  readonly maxNameLength: number;
}

const opening: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Which limit the tokens of a query go beyond, in words, or null. A parser recurses with every bracket, so
 * this is found out before one sees the query. Takes time linear in the query's length.
 */
export function tokenProblem(query: string, limits: TokenLimits): string | null {
  const { maxTokens, maxLines, maxNesting, maxDirectives, maxSpreads, maxNameLength } = limits;
  let [tokens, nesting, directives, spreads] = [0, 0, 0, 0];
  for (const { kind, value, line } of tokensOf(query)) {
    tokens += 1;
    if (opening.has(kind)) nesting += 1;
    else if (closing.has(kind)) nesting -= 1;
    else if (kind === TokenKind.AT) directives += 1;
    else if (kind === TokenKind.SPREAD) spreads += 1;
    if (tokens > maxTokens) return `The query has more than ${maxTokens} tokens.`;
    if (line > maxLines) return `The query has more than ${maxLines} lines.`;
    if (nesting > maxNesting) return `The query has more than ${maxNesting} brackets inside each other.`;
    if (directives > maxDirectives) return `The query has more than ${maxDirectives} directives.`;
    if (spreads > maxSpreads) return `The query has more than ${maxSpreads} fragment spreads.`;
    if (kind === TokenKind.NAME && value.length > maxNameLength)
      return `The query has a name of more than ${maxNameLength} characters.`;
  }
  return null;
}

/** Ends where the text is no GraphQL any more, which is for the parser to tell. */
function* tokensOf(query: string): Generator<Token> {
  const lexer = new Lexer(new Source(query));
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) yield token;
  } catch {
    return;
  }
}
