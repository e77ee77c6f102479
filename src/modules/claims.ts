import { checkGrantedClaims, type GrantedClaims, mergeGrantedClaims } from '../identity/granted-claims.js';
import type { Services, User } from '../services/index.js';
import type { GraphwardModule } from './module.js';

/** What all modules together add to the access tokens of a user. */
export function claimsReader(
  modules: readonly GraphwardModule[],
  services: () => Services,
): (user: User) => Promise<GrantedClaims> {
  const granting = modules.filter(({ claims }) => claims !== undefined);
  return async (user) => {
    if (granting.length === 0) return {};
    const granted = await Promise.all(
      granting.map(async ({ name, claims }) => {
        return {
          module: name,
          claims: checkGrantedClaims(name, await claims?.(user, { services: services() })),
        };
      }),
    );
    return mergeGrantedClaims(granted);
  };
}
