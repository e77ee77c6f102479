import { type AccessPlace, accessReport, readPolicy } from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';

/** A coordinate that `@auth` opens to some roles, and that no known operation uses. */
export interface UnusedGrant extends Pick<AccessPlace, 'rules' | 'from' | 'access'> {
  readonly coordinate: string;
}

/** Lists the grants of the policy that are not among the used coordinates. An argument counts if it has its own rule. */
export function unusedGrants(schema: GraphQLSchema, used: ReadonlySet<string>): UnusedGrant[] {
  const { requirements } = readPolicy(schema);
  return Object.entries(accessReport(schema).places)
    .filter(([coordinate, { access }]) => {
      const isGranted = requirements.has(coordinate) && grantedRoles(access).length > 0;
      return isGranted && !used.has(coordinate);
    })
    .map(([coordinate, { rules, from, access }]) => ({ coordinate, rules, from, access }));
}

/** The roles that are not denied. */
export function grantedRoles(access: UnusedGrant['access']): string[] {
  return Object.keys(access).filter((role) => role !== 'ANONYMOUS' && access[role] !== 'deny');
}
