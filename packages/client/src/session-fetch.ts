import type { HeldToken } from './held-token.js';
import { isRecord, readBody } from './operation-error.js';
import type { SessionState } from './session-state.js';
import type { TokenSource } from './token-source.js';
import type { Transport } from './transport.js';

export interface SessionFetchOptions {
  readonly state: SessionState;
  readonly transport: Transport;
  readonly tokens: TokenSource;
  /** Undefined if the application never asks for credentials again. */
  readonly reauthenticate: ((used: HeldToken, mfa: boolean) => Promise<HeldToken | null>) | undefined;
}

type Input = string | URL | Request;

/** Creates `session.fetch`. */
export function createSessionFetch({ state, transport, tokens, reauthenticate }: SessionFetchOptions) {
  /** The token after a refresh; null if there is none for the same user: nothing is done in somebody else's name. */
  async function replacementOf(used: HeldToken): Promise<HeldToken | null> {
    const next = await tokens.replace(used);
    return next?.viewer.id === used.viewer.id ? next : null;
  }

  /** The token of the viewer who started the operation, even if another one has signed in meanwhile. */
  async function tokenToSend(): Promise<HeldToken | null> {
    const before = state.token;
    const now = await tokens.current();
    return before && now?.viewer.id !== before.viewer.id ? before : now;
  }

  return async (input: Input, init: RequestInit = {}): Promise<Response> => {
    transport.requireEndpoint(isRequest(input) ? input.url : input);
    const attempt = (token: HeldToken | null) => sendWith(transport, token, input, init);
    let token = await tokenToSend();
    let response = await attempt(token);
    if (!token || !isRepeatable(init)) return response;

    if (response.status === 401 && (await isTokenRejection(response))) {
      const next = await replacementOf(token);
      if (!next) return response;
      token = next;
      response = await attempt(token);
    }
    if (reauthenticate && response.ok) {
      const required = await reauthenticationOf(response, input, init);
      const next = required && (await reauthenticate(token, required.mfa));
      if (next) response = await attempt(next);
    }
    return response;
  };
}

function sendWith(transport: Transport, token: HeldToken | null, input: Input, init: RequestInit) {
  // The body of a Request can be read only once.
  const request = isRequest(input) ? input.clone() : input;
  const headers = new Headers(init.headers ?? (isRequest(input) ? input.headers : undefined));
  if (token) headers.set('authorization', `Bearer ${token.accessToken}`);
  return transport.send(request, { ...init, headers });
}

function isRequest(input: Input): input is Request {
  return typeof input === 'object' && 'clone' in input;
}

/** A stream is used up by the first attempt. */
function isRepeatable({ body }: RequestInit): boolean {
  return !(isRecord(body) && 'getReader' in body);
}

/**
 * Whether the server, or a gateway in front of it (RFC 6750 §3.1), rejected the request because of its token. Then nothing was
 * executed: the error has no path.
 */
async function isTokenRejection(response: Response): Promise<boolean> {
  const body = await readBody(response.clone());
  if (!body) return response.headers.get('www-authenticate')?.includes('invalid_token') ?? false;
  return body.errors.some(({ code, path }) => code === 'UNAUTHENTICATED' && path === undefined);
}

const reauthenticationCode = 'REAUTHENTICATION_REQUIRED';

/** Whether the operation needs newer credentials, and can be repeated with them. */
async function reauthenticationOf(
  response: Response,
  input: Input,
  init: RequestInit,
): Promise<{ mfa: boolean } | null> {
  const body = await readBody(response.clone(), reauthenticationCode);
  const errors = body?.errors.filter(({ code }) => code === reauthenticationCode) ?? [];
  // Mutations are all or nothing: if a root field is denied, none has run. Fields of a payload are checked after the
  // mutation has run, so that it must not be repeated; a query may.
  const mayRepeat = errors.some(({ path }) => path?.length === 1) || (await isCertainlyQuery(input, init));
  if (errors.length === 0 || !mayRepeat) return null;
  return { mfa: errors.some(({ reason }) => reason === 'MFA_REQUIRED') };
}

async function isCertainlyQuery(input: Input, init: RequestInit): Promise<boolean> {
  const { method, body } = isRequest(input)
    ? { method: input.method, body: await input.clone().text(), ...init }
    : init;
  if ((method ?? 'GET').toUpperCase() === 'GET') return true;
  if (typeof body !== 'string') return false;
  try {
    const request: unknown = JSON.parse(body);
    return isRecord(request) && typeof request.query === 'string' && !/\bmutation\b/.test(request.query);
  } catch {
    return false;
  }
}
