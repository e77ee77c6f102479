/** What the page uses of the global `YogaGraphiQL`, which `@graphql-yoga/render-graphiql` builds. */
export interface YogaGraphiql {
  renderYogaGraphiQL(root: Element, options: GraphiqlOptions): void;
}

export interface GraphiqlOptions {
  readonly title: string;
  readonly fetcher: Fetcher;
  readonly defaultQuery: string;
  /** Whether what is typed under Headers, which may be a token, is stored in the browser. */
  readonly shouldPersistHeaders: boolean;
}

export interface GraphiqlRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: unknown;
}

/** Sends what GraphiQL asks, with the headers that the user typed. Returns the body of the response. */
export type Fetcher = (
  request: GraphiqlRequest,
  options?: { readonly headers?: Readonly<Record<string, string>> },
) => Promise<unknown>;

/** Uses only fields that an anonymous viewer sees: GraphiQL underlines all others. */
export const defaultQuery = `# Sign in at the top right.
# The documentation and the completion
# then show what you may use.
query Hello {
  __typename
}
`;
