/** Requests that no well-behaved client sends, and the parts of answers that GraphQL clients do not look at. */
import { request as httpRequest } from 'node:http';
import type { GraphqlErrorBody } from './client.js';
import type { TestServer } from './graphward.js';

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Server = Pick<TestServer, 'url'>;

/** Sends what it is given and adds nothing that the request does without: fetch would refuse or amend some of it. */
export function send(server: Server, { method = 'GET', path = '/graphql', headers = {}, body }: RawRequest) {
  return new Promise<RawAnswer>((resolve, reject) => {
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

/** Posts a body as it is, as JSON unless the headers say something else. */
export function post(server: Server, body: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return send(server, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

/** The errors of an answer in GraphQL's shape. */
export function errorsOf({ text }: RawAnswer): GraphqlErrorBody[] {
  return (JSON.parse(text) as { errors?: GraphqlErrorBody[] }).errors ?? [];
}

export function codesOf(answer: RawAnswer): string[] {
  return errorsOf(answer).map(({ extensions }) => extensions.code);
}

/** The request was no GraphQL over HTTP at all. */
export function expectBadRequest(answer: RawAnswer, status: number): void {
  expect({ status: answer.status, codes: codesOf(answer) }).toEqual({ status, codes: ['BAD_REQUEST'] });
}
