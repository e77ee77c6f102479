import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  AppError,
  defineModule,
  type GraphwardContext,
  loadedObject,
  type PolicyFunction,
  requireUser,
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

/** The key of a webhook is as long as a UUID and random, so a fast hash protects it. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

/** An issue tracker for several organizations. No resolver decides who may do what: the SDL does. */
const tenants = defineModule({
  name: 'tenants.graphql',
  typeDefs: readFileSync(new URL('../tenants.graphql', import.meta.url), 'utf8'),
  userFields: { company: { type: String, maxLength: 200, trim: true } },
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
        const ownerId = requireUser(context).id;
        const tenant: Tenant = { _id: randomUUID(), name, ownerId, members: [ownerId] };
        await store.tenants.insertOne(tenant);
        return asMember(tenant, ownerId, context);
      },
      addMember: async (_root, { tenantId, userId }: { tenantId: string; userId: string }, context) => {
        // The condition is repeated, because the decision and the write are two steps.
        const condition = { _id: tenantId, ownerId: requireUser(context).id };
        const tenant = await store.tenants.findOneAndUpdate(condition, { $addToSet: { members: userId } });
        return asMember(tenant, userId, context);
      },
      createWebhookKey: async (_root, { tenantId }: { tenantId: string }, context) => {
        const key = randomUUID();
        const condition = { _id: tenantId, ownerId: requireUser(context).id };
        await store.tenants.updateOne(condition, { $set: { webhookKeyHash: hashOf(key) } });
        return key;
      },
      createIssue: async (_root, { tenantId, title }: { tenantId: string; title: string }, context) => {
        const issue: Issue = {
          _id: store.newId(),
          tenantId,
          authorId: requireUser(context).id,
          title,
          done: false,
        };
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
        const authorId = requireUser(context).id;
        const comment: Comment = { _id: store.newId(), issueId, tenantId, authorId, text, audience };
        await store.comments.insertOne(comment);
        return comment;
      },
    },
  },
  objects: { Issue: (ids) => store.load(store.issues, ids), Tenant: (ids) => store.load(store.tenants, ids) },
  policies: { isOpen: { check: isOpen, filter: () => ({ field: 'audience', in: ['MEMBERS'] }) } },
  hooks: {
    afterRegister: ({ id, name }, { services }) =>
      services.mail.send({
        userId: id,
        subject: 'Welcome to the issue tracker',
        text: `Hello ${name ?? 'there'},\n\ncreate an organization, or ask a colleague to add you to one.\n`,
      }),
    beforeDelete: async ({ id }) => {
      if (await store.tenants.findOne({ ownerId: id }))
        throw new AppError('CONFLICT', 'Give your organizations to another member first.');
      return () => store.tenants.updateMany({ members: id }, { $pull: { members: id } });
    },
  },
  /** Other programs create issues with the key of their tenant. */
  routes: (server) => {
    server.post('/webhooks/issues', async ({ headers, body }, reply) => {
      const key = headers['x-webhook-key'];
      const tenant =
        typeof key === 'string' ? await store.tenants.findOne({ webhookKeyHash: hashOf(key) }) : null;
      if (!tenant) throw new AppError('FORBIDDEN', 'The header x-webhook-key is missing or wrong.');
      const { title } = (body ?? {}) as { readonly title?: unknown };
      if (typeof title !== 'string')
        throw new AppError('BAD_USER_INPUT', 'Send { "title": "…" }.', { field: 'title' });
      const issue: Issue = {
        _id: store.newId(),
        tenantId: tenant._id,
        authorId: tenant.ownerId,
        title,
        done: false,
      };
      await store.issues.insertOne(issue);
      return reply.code(201).send({ id: issue._id });
    });
  },
  claims: async ({ id }) => ({ groups: await store.tenantsOf(id) }),
  start: async ({ connection }) => {
    store = await openStore(connection);
  },
});

/** Renews the claims of a user who has joined a tenant. */
async function asMember(tenant: Tenant | null, userId: string, { services }: GraphwardContext) {
  if (!tenant) throw new AppError('NOT_FOUND', 'Tenant not found.', { field: 'tenantId' });
  await services.sessions.refreshClaims(userId);
  return tenant;
}

/** For `serve`, and for `graphward access --modules examples/tenants/dist/module.js`. */
export default [tenants];
