/** A GraphQL request over HTTP. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: unknown;
}

/** What `fetch` needs to send a GraphQL request with POST. */
export function graphqlPost(request: GraphqlRequest) {
  return {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
    },
    body: JSON.stringify(request),
  };
}
