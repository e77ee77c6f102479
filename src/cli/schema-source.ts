import type { GraphQLSchema } from 'graphql';
import { buildSchema } from '../graphql/build-schema.js';
import { type GraphwardModule, moduleProblem } from '../modules/index.js';
import { importFile } from './import-file.js';
import { requireSoundPolicy } from './sound-policy.js';

/**
 * Builds Graphward's schema with the modules that these files export. Needs no database, server or secrets.
 *
 * @throws Error when a file cannot be used, AuthorizationSchemaError listing every problem in the SDL and its policy
 */
export async function loadSchema(moduleFiles: readonly string[] = []): Promise<GraphQLSchema> {
  return requireSoundPolicy(buildSchema(await loadModules(moduleFiles)));
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
