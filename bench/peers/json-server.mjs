// The least that a node:http server needs for GraphQL over HTTP: the body as JSON, and a response in one piece.
import { createServer } from 'node:http';
import { host, port } from './settings.mjs';

/** @param handle receives the parsed body and the request, and resolves to `{ status, body, headers }` */
export function serveJson(handle) {
  createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const text = chunks.length === 1 ? chunks[0].toString() : Buffer.concat(chunks).toString();
      const { status = 200, body, headers } = await handle(JSON.parse(text), request);
      const length = Buffer.byteLength(body);
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        ...headers,
        'content-length': length,
      });
      response.end(body);
    });
  }).listen(port, host);
}
