import { mailTemplateProblems } from './mail-templates.js';
import type { GraphwardModule } from './module.js';
import { registrationProblems } from './registrations.js';
import { userFieldProblems } from './user-fields.js';

/** What is wrong with the modules together, except their SDL and resolvers. Each problem names a module. */
export function moduleProblems(modules: readonly GraphwardModule[]): readonly string[] {
  return [
    ...duplicateNames(modules),
    ...registrationProblems(modules),
    ...userFieldProblems(modules),
    ...mailTemplateProblems(modules),
  ];
}

function duplicateNames(modules: readonly GraphwardModule[]): readonly string[] {
  const names = modules.map(({ name }) => name);
  const duplicates = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...duplicates].map((name) => `Two modules have the name ${name}. Rename one of them.`);
}
