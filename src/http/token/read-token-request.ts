import type { ServiceTokenRequest } from '../../services/index.js';
import { OAuthError } from './oauth-error.js';

/** What a request to the token endpoint consists of. */
export interface TokenRequestParts {
  /** The URL's path with its query string. */
  readonly url: string;
  /** Every `Authorization` header. */
  readonly authorization: readonly string[];
  /** The body, form-encoded. */
  readonly form: string;
}

interface Client {
  readonly id: string;
  readonly secret: string;
}

const basicCredentials = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;

/**
 * Reads a request for a token with client credentials (RFC 6749 §4.4.2). Unknown parameters are ignored, and an empty one
 * counts as missing (§3.2).
 *
 * @throws OAuthError
 */
export function readTokenRequest({ url, authorization, form }: TokenRequestParts): ServiceTokenRequest {
  // A URL reaches logs, and must not contain credentials (RFC 6749 §2.3.1).
  if (url.includes('?'))
    throw new OAuthError('invalid_request', 'Send all parameters in the body, not in the URL.');
  const parameters = readForm(form);
  const grantType = parameters.get('grant_type');
  if (grantType === undefined)
    throw new OAuthError('invalid_request', 'grant_type is missing. Send grant_type=client_credentials.');
  if (grantType !== 'client_credentials')
    throw new OAuthError('unsupported_grant_type', 'The only supported grant_type is client_credentials.');
  const client = readClient(authorization, parameters);
  const scope = parameters.get('scope');
  return {
    clientId: client.id,
    clientSecret: client.secret,
    scopes: scope === undefined ? null : scope.split(' ').filter((each) => each !== ''),
  };
}

function readForm(form: string): ReadonlyMap<string, string> {
  if (decode(form) === null)
    throw new OAuthError('invalid_request', 'The body is not valid percent-encoded UTF-8. Encode it again.');
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(form)) {
    if (value === '') continue;
    if (parameters.has(name))
      throw new OAuthError('invalid_request', 'The body contains a parameter more than once.');
    parameters.set(name, value);
  }
  return parameters;
}

function readClient(authorization: readonly string[], parameters: ReadonlyMap<string, string>): Client {
  const [header, ...more] = authorization;
  if (more.length > 0)
    throw new OAuthError('invalid_request', 'The request has more than one Authorization header. Send one.');
  const id = parameters.get('client_id');
  const secret = parameters.get('client_secret');
  if (header === undefined) {
    if (id !== undefined && secret !== undefined) return { id, secret };
    const advice = 'Send client_id and client_secret with HTTP Basic or in the body.';
    throw new OAuthError('invalid_client', `The client did not authenticate. ${advice}`);
  }
  if (secret !== undefined)
    throw new OAuthError('invalid_request', 'Authenticate with HTTP Basic or in the body, not both.');
  const client = readBasic(header);
  if (id === undefined || id === client.id) return client;
  throw new OAuthError('invalid_request', 'client_id differs from that of the Authorization header.');
}

/** Name and password are form-encoded before they are joined (RFC 6749 §2.3.1). */
function readBasic(header: string): Client {
  const encoded = basicCredentials.exec(header)?.[1];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  const [decodedId, decodedSecret] = [decode(id ?? ''), decode(secret ?? '')];
  if (decodedId && decodedSecret) return { id: decodedId, secret: decodedSecret };
  const advice = 'It must contain Basic and the base64 encoding of client_id:client_secret.';
  throw new OAuthError('invalid_client', `The Authorization header is malformed. ${advice}`);
}

/** Decodes form-encoded text; null if it is malformed. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
