import type {
  MutationResolvers,
  QueryResolvers,
  UserConnectionResolvers,
  UserResolvers,
} from '../generated/resolver-types.js';
import type { User } from '../services/index.js';
import { knownRoles } from './known-roles.js';
import { edgesOf, pageInfoOf } from './page-info.js';
import { signedInUser, signedInViewer } from './viewer.js';

/** A user and its cursor, from which a `UserEdge` is resolved. */
export interface UserEdgeSource {
  readonly cursor: string;
  readonly node: User;
}

const query: Pick<QueryResolvers, 'me' | 'user' | 'users'> = {
  me: (_root, _args, { viewer, loadUser }) => loadUser(signedInUser(viewer).id),
  user: (_root, { id }, { loadUser }) => loadUser(id),
  users: (_root, { first, after, filter }, { services }) =>
    services.users.page({
      first,
      after: after ?? null,
      emailPrefix: filter?.emailPrefix ?? null,
      role: filter?.role ?? null,
      search: filter?.search ?? null,
    }),
};

const mutation: Pick<MutationResolvers, 'setUserRoles' | 'setUserDisabled' | 'unlockUser'> = {
  setUserRoles: (_root, { input }, { viewer, services, origin }) =>
    services.users.setRoles(signedInViewer(viewer), input.userId, input.roles, origin),
  setUserDisabled: (_root, { input }, { viewer, services, origin }) =>
    services.users.setDisabled(signedInViewer(viewer), input.userId, input.disabled, origin),
  unlockUser: (_root, { input }, { viewer, services, origin }) =>
    services.administration.unlock(signedInViewer(viewer), input.userId, origin),
};

const connection: UserConnectionResolvers = {
  edges: ({ users, cursorOf }) => edgesOf(users, { cursorOf }),
  pageInfo: ({ users, ...page }) => pageInfoOf(users, page),
  totalCount: ({ countAll }) => countAll(),
};

const user: Pick<UserResolvers, 'roles'> = {
  roles: ({ roles }, _args, _context, { schema }) => knownRoles(roles, schema),
};

export const userResolvers = {
  Query: query,
  Mutation: mutation,
  User: user,
  UserConnection: connection,
};
