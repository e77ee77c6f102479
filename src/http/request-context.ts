import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { GraphwardContext, RefreshCookie } from '../context.js';
import { AppError } from '../errors/index.js';
import type { Authenticator } from '../identity/authenticate.js';
import { requireAccount, requireUser } from '../identity/require-user.js';
import type { Viewer } from '../identity/viewer.js';
import type { Logger } from '../observability/logger.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { Services, Session, User } from '../services/index.js';
import { readViewer } from './authenticate-request.js';
import { createRefreshCookie } from './refresh-cookie.js';

export interface RequestContextOptions {
  readonly services: Services;
  readonly authenticator: Authenticator;
  readonly corsOrigins: readonly string[];
  readonly holdsRole: (viewer: Viewer, role: string) => boolean;
  readonly rows: (context: GraphwardContext, ...selection: Parameters<GraphwardContext['rows']>) => Rows;
  readonly log: Logger;
}

type Rows = ReturnType<GraphwardContext['rows']>;

const maxUserAgentLength = 256;

/** Builds the context of each GraphQL request: the viewer, the origin and the services. */
export function createRequestContext(options: RequestContextOptions) {
  return (request: FastifyRequest, reply: FastifyReply): GraphwardContext =>
    new RequestContext(request, reply, options);
}

/** A symbol, so that a module that logs or serializes a context does not include the request's headers. */
const parts = Symbol('parts');

/**
 * Its members are getters of the prototype, because Apollo Server copies every context: the values of its own members,
 * and its prototype.
 */
class RequestContext implements GraphwardContext {
  readonly viewer: Viewer;
  readonly services: Services;
  readonly [parts]: RequestParts;

  constructor(request: FastifyRequest, reply: FastifyReply, options: RequestContextOptions) {
    this.viewer = viewerOf(request, options);
    this.services = options.services;
    this[parts] = new RequestParts(request, reply, options);
  }

  get log(): Logger {
    return this[parts].log;
  }

  get loadUser(): (id: string) => Promise<User> {
    return this[parts].loadUser;
  }

  get loadSessions(): (user: User) => Promise<Session[]> {
    return this[parts].loadSessions;
  }

  get user(): () => Promise<User> {
    return async () => this.loadUser(requireAccount(requireUser(this)).id);
  }

  get holdsRole(): (role: string) => boolean {
    return (role) => this[parts].holdsRole(this.viewer, role);
  }

  get origin(): RequestOrigin {
    return this[parts].origin;
  }

  get refreshCookie(): RefreshCookie {
    return this[parts].refreshCookie;
  }

  get rows(): GraphwardContext['rows'] {
    return (type, columns) => this[parts].rows(this, type, columns);
  }
}

/** What few requests use. Each part is created when it is first used. */
class RequestParts {
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #options: RequestContextOptions;
  #log: Logger | undefined;
  #loadUser: ((id: string) => Promise<User>) | undefined;
  #loadSessions: ((user: User) => Promise<Session[]>) | undefined;
  #origin: RequestOrigin | undefined;
  #refreshCookie: RefreshCookie | undefined;

  constructor(request: FastifyRequest, reply: FastifyReply, options: RequestContextOptions) {
    this.#request = request;
    this.#reply = reply;
    this.#options = options;
  }

  get log(): Logger {
    return (this.#log ??= this.#options.log.child({ requestId: this.#request.id }));
  }

  get holdsRole(): RequestContextOptions['holdsRole'] {
    return this.#options.holdsRole;
  }

  get rows(): RequestContextOptions['rows'] {
    return this.#options.rows;
  }

  get loadUser(): (id: string) => Promise<User> {
    return (this.#loadUser ??= this.#options.services.users.createLoader());
  }

  get loadSessions(): (user: User) => Promise<Session[]> {
    return (this.#loadSessions ??= this.#options.services.sessions.createLoader());
  }

  get origin(): RequestOrigin {
    return (this.#origin ??= originOf(this.#request));
  }

  get refreshCookie(): RefreshCookie {
    const { corsOrigins } = this.#options;
    return (this.#refreshCookie ??= createRefreshCookie(this.#request, this.#reply, corsOrigins));
  }
}

function viewerOf(request: FastifyRequest, { authenticator, log }: RequestContextOptions): Viewer {
  try {
    return readViewer(request, authenticator);
  } catch (error) {
    if (!(error instanceof AppError)) {
      log.error({ err: error, requestId: request.id }, 'a request failed unexpectedly');
      throw error;
    }
    if (error.code === 'BAD_USER_INPUT') throw withStatus(400, error);
    // Not logged for every request, because revocation polling has logged that it stalled.
    throw withStatus(503, error, [['retry-after', String(error.retryAfter ?? 1)]]);
  }
}

/** Where a request came from, for the log and the audit trail. */
export function originOf(request: FastifyRequest): RequestOrigin {
  // Without control characters, a user agent cannot forge log lines.
  const userAgent = request.headers['user-agent']?.replace(/[^\x20-\x7e]/g, '').slice(0, maxUserAgentLength);
  // With TRUST_PROXY=true, the forwarded address can be any text that the client sends.
  const ipAddress = isIP(request.ip) ? request.ip : (request.socket.remoteAddress ?? null);
  return { requestId: request.id, ipAddress, userAgent: userAgent ?? null };
}

/** An error raised before Apollo runs a request. Apollo takes the status from `http`, which the response omits. */
function withStatus(status: number, error: AppError, headers: [string, string][] = []): GraphQLError {
  const extensions: Record<string, unknown> = {
    ...error.extensions,
    http: { status, headers: new Map(headers) },
  };
  return new GraphQLError(error.message, { extensions });
}
