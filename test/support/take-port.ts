import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Occupies a port on 127.0.0.1 until it is released. */
export async function takePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, release: () => server.close() };
}
