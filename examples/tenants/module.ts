import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  AppError,
  defineModule,
  type GraphwardContext,
  loadedObject,
  type PolicyFunction,
  type Viewer,
} from 'graphward';
import { type Comment, type Issue, openStore, type Store, type Tenant } from './store.js';

let store: Store;

/** In MongoDB, the ID of a document is `_id`. */
const withId = { id: ({ _id }: { _id: string }) => _id };
const columns = { id: '_id' };

const isOpen: PolicyFunction = (comments: readonly Comment[]) =>
  comments.map(({ audience }) => audience === 'MEMBERS');

interface Page {
  readonly first: number | null;
  readonly after?: string | null;
}

/** An issue tracker for several organizations. No resolver decides who may do what: the SDL does. */
const tenants = defineModule({
  name: 'tenants.graphql',
  typeDefs: readFileSync(new URL('../tenants.graphql', import.meta.url), 'utf8'),
  resolvers: {
    Tenant: withId,
    Comment: withId,
    Issue: {
      ...withId,
      comments: ({ _id }: Issue) => store.comments.find({ issueId: _id }).sort({ _id: 1 }).toArray(),
    },
    Query: {
      tenants: (_root, _args, { rows }) =>
        store.tenants.find(rows('Tenant', columns)).sort({ _id: 1 }).toArray(),
      issue: (_root, { id }: { id: string }, context) => loadedObject(context, 'Issue', id),
      // The filter is part of the query, so pages are full and the count is right. @filtered alone achieves neither.
      issues: async (_root, { first, after }: Page, { rows }) => {
        const limit = Math.min(Math.max(first ?? 20, 1), 100);
        const visible = rows('Issue', columns);
        const [found, totalCount] = await Promise.all([
          store.issues
            .find({ $and: [visible, after == null ? {} : { _id: { $gte: after } }] })
            .sort({ _id: 1 })
            .limit(limit + 1)
            .toArray(),
          store.issues.countDocuments(visible),
        ]);
        return { issues: found.slice(0, limit), totalCount, next: found[limit]?._id ?? null };
      },
    },
    Mutation: {
      createTenant: async (_root, { name }: { name: string }, context) => {
        const ownerId = idOf(context.viewer);
        const tenant: Tenant = { _id: randomUUID(), name, ownerId, members: [ownerId] };
        await store.tenants.insertOne(tenant);
        return asMember(tenant, ownerId, context);
      },
      addMember: async (_root, { tenantId, userId }: { tenantId: string; userId: string }, context) => {
        // The condition is repeated, because the decision and the write are two steps.
        const condition = { _id: tenantId, ownerId: idOf(context.viewer) };
        const tenant = await store.tenants.findOneAndUpdate(condition, { $addToSet: { members: userId } });
        return asMember(tenant, userId, context);
      },
      createIssue: async (_root, { tenantId, title }: { tenantId: string; title: string }, { viewer }) => {
        const issue: Issue = { _id: store.newId(), tenantId, authorId: idOf(viewer), title, done: false };
        await store.issues.insertOne(issue);
        return issue;
      },
      updateIssue: (
        _root,
        { input }: { input: { id: string; title?: string | null; done?: boolean | null } },
        { rows },
      ) => {
        const { id, ...changes } = input;
        const given = Object.entries(changes).filter(([, value]) => value != null);
        return store.issues.findOneAndUpdate(
          { $and: [{ _id: id }, rows('Issue', columns)] },
          // With the ID, because MongoDB rejects an empty change.
          { $set: Object.fromEntries([['_id', id], ...given]) },
          { returnDocument: 'after' },
        );
      },
      comment: async (
        _root,
        { issueId, text, audience }: Pick<Comment, 'issueId' | 'text' | 'audience'>,
        context,
      ) => {
        const { tenantId } = loadedObject(context, 'Issue', issueId) as Issue;
        const authorId = idOf(context.viewer);
        const comment: Comment = { _id: store.newId(), issueId, tenantId, authorId, text, audience };
        await store.comments.insertOne(comment);
        return comment;
      },
    },
  },
  objects: { Issue: (ids) => store.load(store.issues, ids), Tenant: (ids) => store.load(store.tenants, ids) },
  policies: { isOpen: { check: isOpen, filter: () => ({ field: 'audience', in: ['MEMBERS'] }) } },
  claims: async ({ id }) => ({ groups: await store.tenantsOf(id) }),
  start: async ({ connection }) => {
    store = await openStore(connection);
  },
});

/** The ID of the viewer of a field with `@auth`, who is always signed in. */
function idOf(viewer: Viewer): string {
  if (viewer.kind !== 'user') throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  return viewer.id;
}

/** Renews the claims of a user who has joined a tenant. */
async function asMember(tenant: Tenant | null, userId: string, { services }: GraphwardContext) {
  if (!tenant) throw new AppError('NOT_FOUND', 'Tenant not found.', { field: 'tenantId' });
  await services.sessions.refreshClaims(userId);
  return tenant;
}

/** For `serve`, and for `graphward access --modules examples/tenants/dist/module.js`. */
export default [tenants];
