export { claimsReader } from './claims.js';
export { combineResolvers, resolverProblems } from './combine-resolvers.js';
export { defineModule, moduleProblem, toDocument } from './define-module.js';
export { composeHooks } from './hooks.js';
export { mailTemplatesOf } from './mail-templates.js';
export type {
  GraphwardModule,
  HookParts,
  ModuleConfig,
  ModuleDefinition,
  ModuleHooks,
  ModuleStart,
  RouteParts,
  StartedModule,
} from './module.js';
export { moduleProblems } from './module-problems.js';
export { overrideMethod } from './override-method.js';
export { pluginsOf } from './plugins.js';
export { registrationsOf } from './registrations.js';
export { configForModules, startModules } from './start.js';
export { userFieldsOf } from './user-fields.js';
