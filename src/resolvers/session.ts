import { asOwned } from '@graphward/authorization';
import type { GraphwardContext } from '../context.js';
import { AppError } from '../errors/index.js';
import type {
  AuthPayloadResolvers,
  MutationResolvers,
  QueryResolvers,
  SessionResolvers,
  UserResolvers,
} from '../generated/resolver-types.js';
import { type Credentials, type FreshCredentials, isPermanentRejection } from '../services/index.js';
import { signedInUser, signedInViewer, viewerWithSession } from './viewer.js';

const query: Pick<QueryResolvers, 'sessions'> = {
  sessions: async (_root, _args, { viewer, loadUser, loadSessions }) =>
    loadSessions(await loadUser(signedInUser(viewer).id)),
};

const mutation: Pick<
  MutationResolvers,
  'register' | 'login' | 'refresh' | 'logout' | 'revokeSession' | 'changePassword'
> = {
  register: async (_root, { input }, context) => {
    const { email, password, name = null, cookie, ...more } = input;
    if (cookie) context.refreshCookie.requireUsable();
    const account = { email, password, name, input: more };
    const credentials = await context.services.accounts.register(account, context.origin);
    return credentials && deliver(credentials, context, cookie ?? false);
  },
  login: async (_root, { input }, context) => {
    const cookie = input.cookie ?? false;
    if (cookie) context.refreshCookie.requireUsable();
    const { email, password, otp } = input;
    const credentials = await context.services.accounts.login(email, password, context.origin, otp);
    return deliver(credentials, context, cookie);
  },
  refresh: async (_root, { input }, context) => {
    const fromCookie = input?.refreshToken == null;
    const token = input?.refreshToken ?? context.refreshCookie.read();
    if (token === null) {
      throw new AppError(
        'INVALID_REFRESH_TOKEN',
        'The refresh token is missing. Send it in input.refreshToken or in the cookie.',
      );
    }
    try {
      return deliver(await context.services.accounts.refresh(token, context.origin), context, fromCookie);
    } catch (error) {
      // Only for a permanent rejection: a lost race or a database failure must not end the browser's session.
      if (fromCookie && isPermanentRejection(error)) context.refreshCookie.clear();
      throw error;
    }
  },
  logout: async (_root, { input }, { viewer, services, origin, refreshCookie }) => {
    const fromInput = input?.refreshToken ?? null;
    const fromCookie = fromInput === null && viewer.kind !== 'user' ? refreshCookie.read() : null;
    const scope = input?.scope ?? 'THIS';
    const revokedSessions = await services.sessions.logout(
      { viewer, refreshToken: fromInput ?? fromCookie, scope },
      origin,
    );
    const cookieHasEnded =
      fromCookie !== null || (viewer.kind === 'user' && refreshCookie.belongsTo(viewer.sessionId));
    if (cookieHasEnded && scope !== 'OTHERS') refreshCookie.clear();
    return { revokedSessions };
  },
  revokeSession: (_root, { id }, { viewer, services, origin }) =>
    services.sessions.revoke(signedInViewer(viewer), id, origin),
  changePassword: async (_root, { input }, context) => {
    const { refreshCookie, origin, services } = context;
    const change = {
      currentPassword: input.currentPassword,
      newPassword: input.newPassword,
      endOtherSessions: input.endOtherSessions ?? true,
    };
    const viewer = viewerWithSession(context.viewer);
    // Read the cookie first, so that a request that may not use it is rejected before the password changes.
    const inCookie = refreshCookie.belongsTo(viewer.sessionId) && refreshCookie.read() !== null;
    return deliver(await services.accounts.changePassword(viewer, change, origin), context, inCookie);
  },
};

/**
 * Returns credentials to the client, with the refresh token either in the payload or in the cookie. The user counts as
 * the viewer's own, although the request may be anonymous.
 */
function deliver(
  credentials: FreshCredentials,
  { refreshCookie }: GraphwardContext,
  cookie: boolean,
): Credentials {
  const own = { ...credentials, user: asOwned(credentials.user) };
  if (!cookie) return own;
  refreshCookie.write(credentials.refreshToken, credentials.refreshTokenExpiresAt);
  return { ...own, refreshToken: null };
}

const payload: AuthPayloadResolvers = {
  tokenType: () => 'Bearer',
  expiresIn: ({ accessTokenTtlSeconds }) => accessTokenTtlSeconds,
};

const session: SessionResolvers = {
  current: ({ id }, _args, { viewer }) => viewer.kind === 'user' && viewer.sessionId === id,
  lastUsedAt: ({ rotatedAt }) => rotatedAt,
  expiresAt: ({ idleExpiresAt }) => idleExpiresAt,
};

const user: Pick<UserResolvers, 'sessions'> = {
  sessions: (user, _args, { loadSessions }) => loadSessions(user),
};

export const sessionResolvers = {
  Query: query,
  Mutation: mutation,
  AuthPayload: payload,
  Session: session,
  User: user,
};
