/** Requests that no well-behaved client sends, and parts of responses that GraphQL clients ignore. */
import { request as httpRequest } from 'node:http';
import type { GraphqlErrorBody } from './client.js';
import type { TestServer } from './graphward.js';

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Server = Pick<TestServer, 'url'>;

/** Sends a request unchanged, with only the necessary headers: fetch would reject or amend some requests. */
export function send(server: Server, { method = 'GET', path = '/graphql', headers = {}, body }: RawRequest) {
  return new Promise<RawResponse>((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const request = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(
            Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
              values.map((value): [string, string] => [name, value]),
            ),
          ),
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Posts a body unchanged, as JSON by default. */
export function post(
  server: Server,
  body: string,
  headers: Record<string, string> = {},
): Promise<RawResponse> {
  return send(server, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

/** The errors of a response in GraphQL's format. */
export function errorsOf({ text }: RawResponse): GraphqlErrorBody[] {
  return (JSON.parse(text) as { errors?: GraphqlErrorBody[] }).errors ?? [];
}

export function codesOf(response: RawResponse): string[] {
  return errorsOf(response).map(({ extensions }) => extensions.code);
}

/** Expects that the request was rejected as invalid GraphQL over HTTP. */
export function expectBadRequest(response: RawResponse, status: number): void {
  expect({ status: response.status, codes: codesOf(response) }).toEqual({ status, codes: ['BAD_REQUEST'] });
}
