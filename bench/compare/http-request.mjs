// The bytes of a GraphQL request over HTTP/1.1, as a client with a Bearer token sends it.
export function httpRequest({ port, token, operation }) {
  const body = JSON.stringify(operation);
  const head = [
    'POST /graphql HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    'accept: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(token ? [`authorization: Bearer ${token}`] : []),
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
