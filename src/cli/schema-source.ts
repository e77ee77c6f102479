import { AuthorizationSchemaError, readPolicy } from '@graphward/authorization';
import type { Command } from 'commander';
import type { GraphQLSchema } from 'graphql';
import { buildSchema } from '../graphql/build-schema.js';
import { type GraphwardModule, moduleProblem } from '../modules/index.js';
import { importFile } from './import-file.js';

/** Adds `--modules`, for schemas that extend Graphward's own. */
export function addModulesOption(command: Command): Command {
  return command.option(
    '--modules <file>',
    'include the modules that this JavaScript file exports (default export or `modules`); repeatable',
    collect,
  );
}

/** Collects the values of a repeatable option. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/**
 * Builds Graphward's schema with the modules that these files export. Needs no database, server or secrets.
 *
 * @throws Error when a file cannot be used, AuthorizationSchemaError listing every problem in the SDL and its policy
 */
export async function loadSchema(moduleFiles: readonly string[] = []): Promise<GraphQLSchema> {
  return requireSoundPolicy(buildSchema(await loadModules(moduleFiles)));
}

/** Returns the schema. @throws AuthorizationSchemaError listing every problem of its policy */
export function requireSoundPolicy(schema: GraphQLSchema): GraphQLSchema {
  const { problems } = readPolicy(schema);
  if (problems.length > 0) throw new AuthorizationSchemaError(problems);
  return schema;
}

/** Loads the modules that these files export, in order. @throws Error when a file cannot be used */
export async function loadModules(moduleFiles: readonly string[] = []): Promise<GraphwardModule[]> {
  const modules: GraphwardModule[] = [];
  for (const file of moduleFiles) modules.push(...(await importModules(file)));
  return modules;
}

async function importModules(file: string): Promise<GraphwardModule[]> {
  const modules = await importFile('--modules', file, (exported): readonly unknown[] =>
    [exported.modules ?? exported.default].flat(),
  );
  const problem = modules.map(moduleProblem).find((each) => each !== null);
  if (modules.length > 0 && problem === undefined) return modules as GraphwardModule[];
  throw new Error(
    `--modules: ${file} must export modules, as its default export or as \`modules\`: results of defineModule` +
      (problem === undefined ? '.' : `; ${problem}`),
  );
}
