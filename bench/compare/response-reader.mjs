// Finds where each HTTP/1.1 response on a connection ends, with as little work as possible: the load generator must
// cost much less than the servers. Requests are not pipelined, so a response always ends where a chunk of bytes ends.
const headEnd = '\r\n\r\n';
const lastChunk = '\r\n0\r\n\r\n';

/**
 * Returns a function that takes the bytes of a connection as they arrive.
 *
 * @param onResponse receives the status and, with `keepText`, the text of each complete response
 */
export function createResponseReader(onResponse, { keepText = false } = {}) {
  let head = '';
  let status = 0;
  /** Bytes of the body that are still missing; null if the body is chunked. */
  let missing = 0;
  let tail = '';
  let text = '';

  return (bytes) => {
    let bodyBytes = bytes.length;
    if (status === 0) {
      head += bytes.latin1Slice(0, bytes.length);
      const end = head.indexOf(headEnd);
      if (end === -1) return;
      bodyBytes = head.length - end - headEnd.length;
      status = Number(head.slice(9, 12));
      missing = contentLengthOf(head.slice(0, end));
    }
    if (keepText) text += bytes.latin1Slice(0, bytes.length);
    if (missing === null) tail = (tail + bytes.latin1Slice(Math.max(0, bytes.length - 7))).slice(-7);
    else missing -= bodyBytes;
    if (missing === null ? tail !== lastChunk : missing > 0) return;
    const response = [status, text];
    [head, status, tail, text] = ['', 0, '', ''];
    onResponse(...response);
  };
}

function contentLengthOf(head) {
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  return length === undefined ? null : Number(length);
}
