import { randomUUID } from 'node:crypto';
import type { DatabaseConnection } from 'graphward';
import type { Collection } from 'mongodb';

export interface Tenant {
  readonly _id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly members: readonly string[];
  readonly webhookKeyHash?: string;
}

export interface Issue {
  readonly _id: string;
  readonly tenantId: string;
  readonly authorId: string;
  readonly title: string;
  readonly done: boolean;
}

export interface Comment {
  readonly _id: string;
  readonly issueId: string;
  readonly tenantId: string;
  readonly authorId: string;
  readonly audience: 'MEMBERS' | 'INTERNAL';
  readonly text: string;
}

export type Store = Awaited<ReturnType<typeof openStore>>;

/** The collections of the tracker in the server's database. Every query that the resolvers send has an index. */
export async function openStore(connection: DatabaseConnection) {
  const database = connection.getClient().db();
  const tenants = database.collection<Tenant>('tenants');
  const issues = database.collection<Issue>('issues');
  const comments = database.collection<Comment>('comments');
  await tenants.createIndexes([
    { key: { members: 1 } },
    { key: { ownerId: 1 } },
    { key: { webhookKeyHash: 1 }, sparse: true },
  ]);
  await issues.createIndexes([{ key: { tenantId: 1, _id: 1 } }]);
  await comments.createIndexes([{ key: { issueId: 1, _id: 1 } }]);
  let lastTime = 0;

  return {
    tenants,
    issues,
    comments,
    /** An ID that sorts by the time of its creation. */
    newId: (): string => {
      lastTime = Math.max(Date.now(), lastTime + 1);
      return `${lastTime.toString(36)}-${randomUUID()}`;
    },
    tenantsOf: async (userId: string): Promise<string[]> =>
      (await tenants.find({ members: userId }).project<Pick<Tenant, '_id'>>({ _id: 1 }).toArray()).map(
        ({ _id }) => _id,
      ),
    load: async <T extends { readonly _id: string }>(collection: Collection<T>, ids: readonly string[]) => {
      const found = (await collection.find({ _id: { $in: ids } } as object).toArray()) as unknown as T[];
      return ids.map((id) => found.find(({ _id }) => _id === id) ?? null);
    },
  };
}
