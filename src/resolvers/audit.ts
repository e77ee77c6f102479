import type { AuditEventConnectionResolvers, QueryResolvers } from '../generated/resolver-types.js';
import type { AuditEvent } from '../services/index.js';

/** An event and its cursor, from which an `AuditEventEdge` is resolved. */
export interface AuditEventEdgeSource {
  readonly cursor: string;
  readonly node: AuditEvent;
}

const query: Pick<QueryResolvers, 'auditEvents'> = {
  auditEvents: (_root, { first, after, filter }, { services }) =>
    services.audit.page({
      first,
      after: after ?? null,
      userId: filter?.userId ?? null,
      type: filter?.type ?? null,
      since: filter?.since ?? null,
      until: filter?.until ?? null,
    }),
};

const connection: AuditEventConnectionResolvers = {
  edges: ({ events, cursorOf }) => events.map((node) => ({ node, cursor: cursorOf(node) })),
  pageInfo: ({ events, cursorOf, hasNextPage, hasPreviousPage }) => {
    const [first, last] = [events.at(0), events.at(-1)];
    return {
      hasNextPage,
      hasPreviousPage,
      startCursor: first ? cursorOf(first) : null,
      endCursor: last ? cursorOf(last) : null,
    };
  },
};

export const auditResolvers = { Query: query, AuditEventConnection: connection };
