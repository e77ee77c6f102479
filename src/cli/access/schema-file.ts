import { type GraphQLSchema, isSchema } from 'graphql';
import { importFile } from '../import-file.js';
import { requireSoundPolicy } from '../sound-policy.js';

/**
 * Loads the schema that a JavaScript file exports, as its default export or as `schema`, or a promise of it.
 *
 * @throws Error when the file cannot be used, AuthorizationSchemaError listing every problem of the policy
 */
export async function loadSchemaFile(file: string): Promise<GraphQLSchema> {
  const schema = await importFile('--schema', file, async (exported) => {
    const value: unknown = await (exported.schema ?? exported.default);
    return isSchema(value) ? value : null;
  });
  if (schema) return requireSoundPolicy(schema);
  throw new Error(`--schema: ${file} must export a GraphQLSchema, as its default export or as \`schema\`.`);
}
