import { useMemo } from 'react';
import { AccessReportDocument } from '../../generated/graphql';
import { type Query, useQuery } from '../../session/use-query';

/** What `graphward access --json` prints, as far as the console shows it. */
export interface AccessReport {
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly places: Readonly<Record<string, AccessPlace>>;
}

export interface AccessPlace {
  readonly rules: readonly string[];
  readonly type?: string;
  readonly filtered?: true;
  /** By role, and for ANONYMOUS: `allow`, `deny`, or conditions such as `owner+reauth`. */
  readonly access: Readonly<Record<string, string>>;
}

/** The policy of the server's schema, modules included. */
export function useAccessReport(): Query<AccessReport> {
  const query = useQuery(AccessReportDocument, {});
  const text = query.data?.accessReport;
  const data = useMemo(() => (text == null ? null : (JSON.parse(text) as AccessReport)), [text]);
  return { ...query, data };
}

/** The names of all roles that can be assigned, in the schema's order. */
export function useRoles(): readonly string[] {
  return Object.keys(useAccessReport().data?.roles ?? {});
}
