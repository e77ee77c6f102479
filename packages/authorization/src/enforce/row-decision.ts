import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import { type DenialCode, isTooOld, type Requirement, type Rule } from '../policy/requirement.js';
import type { Access } from './access.js';
import type { Enforcement } from './enforcement.js';
import { isOwned } from './owned.js';
import { createOwnerReader } from './read-owner.js';

type Found = DenialCode | undefined;

/** Why this viewer may not use a field of this object; undefined if the viewer may. */
export type RowDecision = (
  access: Access,
  source: unknown,
  context: unknown,
  info: GraphQLResolveInfo,
) => Found | Promise<Found>;

/** Decides requirements that depend on the object's owner or on the age of the credentials. */
export function createRowDecision(
  enforcement: Enforcement,
  type: GraphQLObjectType,
  requirement: Requirement,
): RowDecision {
  // Role rules come first, so that no row is read for a viewer who cannot pass.
  const rules = requirement.rules.toSorted(
    (left, right) => Number(isForOwner(left)) - Number(isForOwner(right)),
  );
  const readers = rules.map(({ owner }) =>
    owner === undefined ? undefined : createOwnerReader(enforcement, type, owner),
  );
  const isAged = rules.some(({ maxAgeSeconds }) => maxAgeSeconds !== undefined);

  const decideFrom = (
    start: number,
    access: Access,
    source: unknown,
    context: unknown,
    info: GraphQLResolveInfo,
  ): Found | Promise<Found> => {
    for (let index = start; index < rules.length; index += 1) {
      const rule = rules[index];
      if (!rule || (rule.mask & access.mask) !== 0 || (isForOwner(rule) && isOwned(source))) continue;
      if (access.viewer === null) return 'UNAUTHENTICATED';
      const viewerId = access.viewer.id;
      const id = readers[index]?.(source, context, info);
      if (typeof id === 'object') {
        return id.then((found) =>
          found === viewerId ? decideFrom(index + 1, access, source, context, info) : 'FORBIDDEN',
        );
      }
      if (id !== viewerId) return 'FORBIDDEN';
    }
    const isTooLate = isAged && isTooOld(requirement, access.ageSeconds) && !isOwned(source);
    return isTooLate ? 'REAUTHENTICATION_REQUIRED' : undefined;
  };
  return (access, source, context, info) => decideFrom(0, access, source, context, info);
}

function isForOwner({ owner }: Rule): boolean {
  return owner !== undefined;
}
