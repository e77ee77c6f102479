import { isUserColumn, type UserFieldDefinitions, userFieldProblem } from '../services/index.js';
import type { GraphwardModule } from './module.js';

/** The fields that all modules together add to users. */
export function userFieldsOf(modules: readonly GraphwardModule[]): UserFieldDefinitions {
  return Object.assign({}, ...modules.map(({ userFields }) => userFields ?? {})) as UserFieldDefinitions;
}

/** The problems of all definitions, each with the names of the module and the field. */
export function userFieldProblems(modules: readonly GraphwardModule[]): readonly string[] {
  const owners = new Map<string, string>();
  return modules.flatMap(({ name: module, userFields = {} }) =>
    Object.entries(userFields).flatMap(([name, definition]) => {
      const owner = owners.get(name) ?? (isUserColumn(name) ? 'the server' : undefined);
      owners.set(name, `the module ${module}`);
      const problem =
        owner === undefined
          ? userFieldProblem(name, definition)
          : `${owner} defines a field of this name, too. Rename one of them.`;
      return problem === null ? [] : [`userFields.${name} of the module ${module}: ${problem}`];
    }),
  );
}
