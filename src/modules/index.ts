export { claimsReader } from './claims.js';
export { combineResolvers, resolverProblems } from './combine-resolvers.js';
export { defineModule, moduleProblem, toDocument } from './define-module.js';
export type { GraphwardModule, ModuleStart, StartedModule } from './module.js';
export { moduleProblems } from './module-problems.js';
export { registrationsOf } from './registrations.js';
export { startModules } from './start.js';
export { userFieldsOf } from './user-fields.js';
