import { Lexer, Source, type Token, TokenKind } from 'graphql';

/**
 * Limits that apply to the text of a query, before it is parsed.
 *
 * @example
 * ```ts
 * const tokenLimits: TokenLimits = {
 *   maxTokens: 5_000, maxLines: 2_000, maxNesting: 50, maxDirectives: 20, maxSpreads: 100, maxNameLength: 64,
 * };
 * ```
 */
export interface TokenLimits {
  readonly maxTokens: number;
  /** Lines up to the last token. graphql-js counts them again for each location of each error. */
  readonly maxLines: number;
  /** Nested brackets of any kind. */
  readonly maxNesting: number;
  readonly maxDirectives: number;
  /** Fragment spreads and inline fragments in the source. Validation compares each pair of them. */
  readonly maxSpreads: number;
  /** Maximum length of a name, in characters. The response repeats an alias for every object of a list. */
  readonly maxNameLength: number;
}

const opening: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Describes the limit that the tokens of a query exceed; null if they exceed none. Must run before the parser, which
 * recurses at every bracket. Takes time linear in the query's length.
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
    if (nesting > maxNesting) return `The query has more than ${maxNesting} nested brackets.`;
    if (directives > maxDirectives) return `The query has more than ${maxDirectives} directives.`;
    if (spreads > maxSpreads) return `The query has more than ${maxSpreads} fragment spreads.`;
    if (kind === TokenKind.NAME && value.length > maxNameLength)
      return `The query has a name of more than ${maxNameLength} characters.`;
  }
  return null;
}

/** Ends at the first syntax error, which the parser reports. */
function* tokensOf(query: string): Generator<Token> {
  const lexer = new Lexer(new Source(query));
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) yield token;
  } catch {
    return;
  }
}
