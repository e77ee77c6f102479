/** Reading the audit trail. */
import { type Collection, MongoClient } from 'mongodb';
import { expectData } from './expectations.js';
import type { Person, TestServer } from './graphward.js';

/** An event as the API returns it. */
export interface AuditEventData {
  readonly id: string;
  readonly at: string;
  readonly type: string;
  readonly outcome: string;
  readonly userId: string | null;
  readonly targetUserId: string | null;
  readonly sessionId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
  readonly details: readonly { readonly name: string; readonly value: string }[];
}

export interface AuditPageData {
  readonly edges: readonly { readonly cursor: string; readonly node: AuditEventData }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** An event as it is stored. */
export interface AuditDocument extends Omit<AuditEventData, 'id' | 'at'> {
  readonly _id: string;
  readonly at: Date;
  readonly writer: string;
  readonly sequence: number;
  readonly seal: string;
}

export const auditQuery = `query ($first: Int, $after: String, $filter: AuditFilter) {
  auditEvents(first: $first, after: $after, filter: $filter) {
    edges { cursor node {
      id at type outcome userId targetUserId sessionId ipAddress userAgent requestId details { name value }
    } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

export async function readAuditPage(
  server: Pick<TestServer, 'as'>,
  admin: Person,
  variables: Record<string, unknown> = {},
): Promise<AuditPageData> {
  return expectData(await server.as(admin).ask(auditQuery, variables)).auditEvents as AuditPageData;
}

/** The newest events, newest first. */
export async function readAuditEvents(
  server: Pick<TestServer, 'as'>,
  admin: Person,
  filter: Record<string, unknown> = {},
): Promise<AuditEventData[]> {
  const { edges } = await readAuditPage(server, admin, { first: 100, filter });
  return edges.map(({ node }) => node);
}

/** Opens the collection of a database. */
export function openAuditCollection(uri: string): {
  readonly events: Collection<AuditDocument>;
  readonly client: MongoClient;
} {
  const client = new MongoClient(uri);
  return { client, events: client.db().collection<AuditDocument>('auditEvents') };
}
