import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  /** Name and value of every header, as sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** A service behind a gateway that records every request that reaches it. */
export async function startRecordingService() {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    void read(request).then((record) => {
      received.push(record);
      response.end('the service');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The requests since the last call. */
    takeReceived: () => received.splice(0),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { rawHeaders, method = '', url = '' } = request;
  const headers = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
  return { method, url, headers, body: Buffer.concat(chunks).toString() };
}
