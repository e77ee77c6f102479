import { isDenial, isRecord, type OperationError, operationError, readJson } from './operation-error.js';

/**
 * The fields that the server withheld from the viewer, of a result of Apollo Client (mutations), urql or graphql-request with
 * this package's adapter. Each such field is null; the rest of the data is complete.
 *
 * @example
 * ```ts
 * const result = await client.query(ProfileQuery, {}); // urql
 * const isEmailHidden = deniedFields(result).some(({ path }) => path?.join('.') === 'user.email');
 * ```
 */
export function deniedFields(result: { readonly extensions?: unknown }): readonly OperationError[] {
  const denied = isRecord(result.extensions) ? result.extensions.denied : undefined;
  return Array.isArray(denied) ? denied.filter(isRecord).map(operationError) : [];
}

/**
 * Wraps the fetch of a session for clients that discard the data of a response with errors: denials move from `errors` to
 * `extensions.denied`. They remain errors if the response has no other data, as when a mutation did not run.
 */
export function fetchPartialData(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.ok) return response;
    const body = await readJson(response.clone(), '"errors"');
    const moved = isRecord(body) ? moveDenials(body) : undefined;
    if (!moved) return response;
    const { status, statusText } = response;
    const headers = new Headers(response.headers);
    for (const name of ['content-length', 'content-encoding']) headers.delete(name);
    return new Response(JSON.stringify(moved), { status, statusText, headers });
  };
}

/** @returns undefined if there is nothing to move */
function moveDenials(body: Record<string, unknown>): Record<string, unknown> | undefined {
  const { data, errors, extensions, ...rest } = body;
  if (!isRecord(data) || !Array.isArray(errors)) return undefined;
  const hasData = Object.entries(data).some(([name, value]) => name !== '__typename' && value !== null);
  const denied = errors.filter((error) => isRecord(error) && isDenial(operationError(error)));
  if (!hasData || denied.length === 0) return undefined;
  const others = errors.filter((error) => !denied.includes(error));
  return {
    ...rest,
    data,
    ...(others.length > 0 ? { errors: others } : {}),
    extensions: { ...(isRecord(extensions) ? extensions : {}), denied },
  };
}
