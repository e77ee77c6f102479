export { claimsReader } from './claims.js';
export { defineModule, moduleProblem, toDocument } from './define-module.js';
export type { GraphwardModule, ModuleStart, StartedModule } from './module.js';
export { registrationsOf } from './registrations.js';
export { startModules } from './start.js';
