import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/index.js';
import type { Authenticator } from '../identity/authenticate.js';
import { isSameSecret } from '../identity/is-same-secret.js';
import { requireUser } from '../identity/require-user.js';
import type { RevocationFeed, RevocationPage } from '../services/index.js';
import { readCredential } from './authenticate-request.js';
import { readParameters } from './read-parameters.js';

export interface RevocationsRouteOptions {
  readonly authenticator: Authenticator;
  readonly isClosing: () => boolean;
  /** Null if the route does not exist. */
  readonly revocationFeed: RevocationFeedAccess | null;
}

export interface RevocationFeedAccess {
  readonly feed: RevocationFeed;
  readonly secret: string;
  /** No token is valid for longer. */
  readonly accessTokenTtlSeconds: number;
}

interface Query {
  readonly since: string | null;
  readonly waitSeconds: number;
}

const revocationsPath = '/revocations';
const scope = 'revocations:read';
const maxWaitSeconds = 25;
/** Beyond these, requests do not wait. */
const maxWaiting = 100;

/**
 * `GET /revocations?since=CURSOR&wait=25`, for verifiers that check tokens themselves: what was revoked since an earlier
 * response. With `wait`, the response comes as soon as there is something new. Sends no database command.
 */
export function registerRevocationsRoute(server: FastifyInstance, options: RevocationsRouteOptions): void {
  const { authenticator, isClosing, revocationFeed } = options;
  if (revocationFeed === null) return;
  const { feed, secret, accessTokenTtlSeconds } = revocationFeed;
  const waiting = new Set<() => void>();

  function authorize(request: FastifyRequest): void {
    const credential = readCredential(request);
    if (credential.kind === 'token' && isSameSecret(credential.token, secret)) return;
    const { scopes } = requireUser({ viewer: authenticator.authenticate(credential) });
    if (!scopes.includes(scope)) throw new AppError('FORBIDDEN', `This requires the scope ${scope}.`);
  }

  /** Resolves after the next revocation, or when waiting has become pointless. */
  function change(request: FastifyRequest, waitSeconds: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        cancel();
        waiting.delete(finish);
        request.raw.socket.off('close', finish);
        resolve();
      };
      const timer = setTimeout(finish, waitSeconds * 1000);
      const cancel = feed.onceChanged(finish);
      waiting.add(finish);
      request.raw.socket.once('close', finish);
    });
  }

  server.addHook('preClose', (done) => {
    for (const finish of waiting) finish();
    done();
  });

  server.get(revocationsPath, async (request, reply) => {
    authorize(request);
    const { since, waitSeconds } = readQuery(request);
    let page = feed.read(since);
    if (isEmpty(page) && waitSeconds > 0 && waiting.size < maxWaiting && !isClosing()) {
      await change(request, waitSeconds);
      page = feed.read(since);
    }
    const { state, ...rest } = page;
    const etag = `W/"${state}"`;
    void reply.header('etag', etag);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.send({ ...rest, accessTokenTtl: accessTokenTtlSeconds });
  });
}

function isEmpty({ snapshot, revocations }: RevocationPage): boolean {
  return !snapshot && revocations.length === 0;
}

/** @throws AppError BAD_USER_INPUT if a parameter is unknown, repeated or malformed */
function readQuery({ url }: FastifyRequest): Query {
  const { values, hasUnknown, hasRepeated } = readParameters(url.split('?')[1] ?? '', ['since', 'wait']);
  if (hasUnknown || hasRepeated)
    throw new AppError(
      'BAD_USER_INPUT',
      `${revocationsPath} accepts the parameters since and wait, each once.`,
    );
  const { since = null, wait = '0' } = values;
  if (!/^\d{1,2}$/.test(wait) || Number(wait) > maxWaitSeconds)
    throw new AppError(
      'BAD_USER_INPUT',
      `wait must be a whole number of seconds from 0 to ${maxWaitSeconds}.`,
    );
  return { since, waitSeconds: Number(wait) };
}
