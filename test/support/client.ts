/** The response to one GraphQL request. */
export interface GraphqlResult {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, any> | null | undefined;
  readonly errors: readonly GraphqlErrorBody[] | undefined;
  /** The request and the response, for the messages of failing tests. */
  readonly description: string;
}

export interface GraphqlErrorBody {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly reason?: string; readonly [key: string]: unknown };
}

export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** Sends a GraphQL request like a client. */
export async function sendGraphql(url: string, request: GraphqlRequest): Promise<GraphqlResult> {
  const { query, variables, operationName, token, headers } = request;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  const text = await response.text();
  const body = JSON.parse(text) as Pick<GraphqlResult, 'data' | 'errors'>;
  const sent = `${query}\n${JSON.stringify(variables ?? {})}`;
  return {
    status: response.status,
    headers: response.headers,
    ...body,
    description: `${sent}\n→ ${response.status} ${text}`,
  };
}
