import { connect } from 'node:net';

export interface LineResponse {
  readonly status: number;
  /** The status line and the headers. */
  readonly head: string;
  readonly body: string;
}

/**
 * Sends a request with these exact header lines, which no HTTP client would send.
 *
 * @param path for example `/verify`, or `POST /verify` for another method than GET
 */
export function sendLines(
  { url }: { readonly url: string },
  path: string,
  headerLines: readonly string[] = [],
  body = '',
): Promise<LineResponse> {
  const { hostname, port } = new URL(url);
  const head = [
    `${path.startsWith('/') ? 'GET ' : ''}${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Connection: close',
    ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...headerLines,
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1'));
    });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      resolve({
        status: Number(/^HTTP\/1\.\d (\d+)/.exec(text)?.[1]),
        head: text.slice(0, end),
        body: text.slice(end + 4),
      });
    });
  });
}
