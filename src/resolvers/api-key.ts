import { AppError } from '../errors/index.js';
import type {
  ApiKeyConnectionResolvers,
  ApiKeyResolvers,
  MutationResolvers,
  QueryResolvers,
  UserResolvers,
} from '../generated/resolver-types.js';
import type { ApiKey } from '../services/index.js';
import { knownRoles } from './known-roles.js';
import { edgesOf, pageInfoOf } from './page-info.js';
import { signedInUser, signedInViewer, viewerWithSession } from './viewer.js';

/** An API key and its cursor, from which an `ApiKeyEdge` is resolved. */
export interface ApiKeyEdgeSource {
  readonly cursor: string;
  readonly node: ApiKey;
}

const query: Pick<QueryResolvers, 'apiKeys' | 'allApiKeys'> = {
  apiKeys: (_root, _args, { viewer, services }) => services.apiKeys.listOf(signedInUser(viewer).id),
  allApiKeys: (_root, { first, after }, { services }) =>
    services.apiKeys.page({ first, after: after ?? null }),
};

const mutation: Pick<MutationResolvers, 'createApiKey' | 'revokeApiKey'> = {
  createApiKey: (_root, { input }, { viewer, services, origin }) => {
    const owner = viewerWithSession(viewer);
    return services.apiKeys.create(owner, owner.id, { ...input, scopes: input.scopes ?? [] }, origin);
  },
  revokeApiKey: (_root, { id }, { viewer, services, origin }) =>
    services.apiKeys.revoke(signedInViewer(viewer), id, origin),
};

const apiKey: Pick<ApiKeyResolvers, 'owner' | 'roles'> = {
  owner: async ({ ownerId }, _args, { loadUser }) => loadUser(ownerId).catch(nullIfDeleted),
  roles: ({ roles }, _args, _context, { schema }) => knownRoles(roles, schema),
};

const connection: ApiKeyConnectionResolvers = {
  edges: ({ keys, cursorOf }) => edgesOf(keys, { cursorOf }),
  pageInfo: ({ keys, ...page }) => pageInfoOf(keys, page),
};

const user: Pick<UserResolvers, 'apiKeys'> = {
  apiKeys: ({ id }, _args, { services }) => services.apiKeys.listOf(id),
};

/** A key is deleted with its owner's account, but the two are read at different times. */
function nullIfDeleted(error: unknown): null {
  if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
  throw error;
}

export const apiKeyResolvers = {
  Query: query,
  Mutation: mutation,
  ApiKey: apiKey,
  ApiKeyConnection: connection,
  User: user,
};
