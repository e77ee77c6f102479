/** In bytes. Providers publish a few keys of about 2 KB each. */
const maxBodyLength = 256 * 1024;

/**
 * `fetch` that follows no redirects and reads a response of limited size.
 *
 * @throws Error that says what is wrong with the response
 */
export async function fetchLimited(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...options, redirect: 'manual' });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the response has the status ${response.status} instead of 200`);
  }
  return new Response(await readBody(response));
}

async function readBody({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the response.
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBodyLength) throw new Error(`the response is longer than ${maxBodyLength / 1024} KB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
