import type { AuditEventConnectionResolvers, QueryResolvers } from '../generated/resolver-types.js';
import type { AuditEvent } from '../services/index.js';
import { edgesOf, pageInfoOf } from './page-info.js';

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
  edges: ({ events, cursorOf }) => edgesOf(events, { cursorOf }),
  pageInfo: ({ events, ...page }) => pageInfoOf(events, page),
};

export const auditResolvers = { Query: query, AuditEventConnection: connection };
