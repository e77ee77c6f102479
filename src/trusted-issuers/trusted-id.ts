/**
 * The ID of a user, session or token of another issuer. It differs from all IDs of this server, which contain no `|`, and
 * from those of other issuers, because no issuer's name contains one.
 */
export function trustedId(issuerName: string, id: string): string {
  return `${issuerName}|${id}`;
}
