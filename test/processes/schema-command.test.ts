import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { accessTable, clientSchema, visibleSchema } from '@graphward/authorization';
import {
  buildSchema as buildFromSdl,
  findBreakingChanges,
  GraphQLSchema,
  lexicographicSortSchema,
  parse,
  printSchema,
  validate,
  validateSchema,
} from 'graphql';
import { printSdl } from '../../src/cli/schema.js';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { cleanUpProcesses, runCommand } from '../support/process.js';

afterAll(cleanUpProcesses);

const schema = buildSchema([]);
const adminsQuery = '{ users(first: 1) { edges { node { id disabled } } } }';

it('prints the whole schema with its policy, in a form that can be parsed again', () => {
  const sdl = printSdl(schema, {});
  const readBack = buildFromSdl(sdl);
  expect(validateSchema(readBack)).toEqual([]);
  expect([...findBreakingChanges(schema, readBack), ...findBreakingChanges(readBack, schema)]).toEqual([]);
  expect(accessTable(readBack)).toEqual(accessTable(schema));
});

it.each([
  ['an anonymous viewer', { anonymous: true }, null],
  ['a user', { role: ['USER'] }, ['USER']],
  ['an editor', { role: ['EDITOR'] }, ['EDITOR']],
  ['an admin', { role: ['ADMIN'] }, ['ADMIN']],
  ['both', { role: ['USER', 'EDITOR'] }, ['USER', 'EDITOR']],
])('prints a valid schema of what %s may use', (_who, options, roles) => {
  const readBack = buildFromSdl(printSdl(schema, options));
  expect(validateSchema(readBack)).toEqual([]);
  expect(sorted(readBack)).toBe(sorted(clientSchema(schema, roles)));

  const plain = buildFromSdl(printSdl(schema, { ...options, semanticNulls: 'off' }));
  expect(validateSchema(plain)).toEqual([]);
  expect(plain.getDirective('semanticNonNull')).toBeUndefined();
  expect(typesOf(plain)).toBe(typesOf(visibleSchema(schema, roles)));
});

it('prints @semanticNonNull as it is written in the whole schema, and leaves it out with --semantic-nulls off', () => {
  const [on, off] = [printSdl(schema, {}), printSdl(schema, { semanticNulls: 'off' })];
  expect(on).toContain('email: String @semanticNonNull @auth');
  expect(off).toContain('email: String @auth');
  expect(off).not.toContain('semanticNonNull');
  const [withMarks, plain] = [buildFromSdl(on), buildFromSdl(off)];
  expect(typesOf(plain)).toBe(typesOf(withMarks));
  expect(accessTable(plain)).toEqual(accessTable(withMarks));
});

it('makes fields non-null for the roles that always may use them', () => {
  const emailFor = (...role: string[]) =>
    /\bemail: String!?$/m.exec(printSdl(schema, { role }).split('type User {')[1] ?? '')?.[0];
  expect([emailFor('USER'), emailFor('EDITOR'), emailFor('ADMIN'), emailFor('USER', 'ADMIN')]).toEqual([
    'email: String',
    'email: String',
    'email: String!',
    'email: String!',
  ]);
});

it('rejects another value of --semantic-nulls', async () => {
  const { exitCode, stderr } = await runCommand(['schema', 'print', '--semantic-nulls', 'maybe']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("argument 'maybe' is invalid. Allowed choices are on, off.");
});

it('a document that is valid for a role validates against the schema printed for it, and not for a lower role', () => {
  const isValidFor = (role: string) =>
    validate(buildFromSdl(printSdl(schema, { role: [role] })), parse(adminsQuery)).length === 0;
  expect(['ADMIN', 'EDITOR', 'USER'].map(isValidFor)).toEqual([true, false, false]);
});

it.each([
  ['an unknown role', { role: ['OWNER'] }, 'Unknown role: OWNER. Known roles: USER, EDITOR, ADMIN.'],
  [
    'a role and anonymous',
    { role: ['USER'], anonymous: true },
    'Use either --role or --anonymous, not both.',
  ],
])('rejects %s', (_what, options, message) => {
  expect(() => printSdl(schema, options)).toThrow(message);
});

it('graphql-codegen generates types from the printed schema', async () => {
  const folder = temporaryFolder();
  const sdl = await runCommand(['schema', 'print', '--role', 'USER']);
  expect(sdl).toMatchObject({ exitCode: 0, stderr: '' });
  const [schemaFile, config, types] = ['user.graphql', 'codegen.json', 'types.ts'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(schemaFile, sdl.stdout);
  writeFileSync(
    config,
    JSON.stringify({ schema: schemaFile, generates: { [types]: { plugins: ['typescript'] } } }),
  );
  await promisify(execFile)('node_modules/.bin/graphql-codegen', ['--config', config]);
  const generated = readFileSync(types, 'utf8');
  expect(generated).toContain('export type User = {');
  expect(generated).toContain('email?:');
  expect(generated).not.toMatch(/disabled|UserFilter/);
});

/** Without directives, whose definitions differ. */
function typesOf(some: GraphQLSchema): string {
  return sorted(new GraphQLSchema({ ...some.toConfig(), directives: [] }));
}

function sorted(some: GraphQLSchema): string {
  return printSchema(lexicographicSortSchema(some));
}
