import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AuthorizationSchemaError, readPolicy } from '@graphward/authorization';
import { type GraphQLSchema, isSchema } from 'graphql';

/**
 * Loads the schema that a JavaScript file exports, as its default export or as `schema`, or a promise of it.
 *
 * @throws Error when the file cannot be used, AuthorizationSchemaError listing every problem of the policy
 */
export async function loadSchemaFile(file: string): Promise<GraphQLSchema> {
  const schema = await importSchema(file);
  const { problems } = readPolicy(schema);
  if (problems.length > 0) throw new AuthorizationSchemaError(problems);
  return schema;
}

async function importSchema(file: string): Promise<GraphQLSchema> {
  const path = resolve(file);
  if (!existsSync(path)) throw new Error(`--schema: ${file} does not exist.`);
  try {
    const exported = (await import(pathToFileURL(path).href)) as { default?: unknown; schema?: unknown };
    const schema: unknown = await (exported.schema ?? exported.default);
    if (isSchema(schema)) return schema;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`--schema: ${file} cannot be loaded: ${reason}`, { cause });
  }
  throw new Error(`--schema: ${file} must export a GraphQLSchema, as its default export or as \`schema\`.`);
}
