import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUpProcesses } from '../support/process.js';
import { codeOf, labelledBlocks, projectRoot } from '../support/readme.js';
import { createProject, type Project } from './project.js';

const objectPolicy = 'docs/object-policy.md';
const migrations = readdirSync(join(projectRoot, 'docs/migrate')).filter((name) => name.startsWith('from-'));

let project: Project;
beforeAll(async () => {
  project = await createProject(
    'graphward',
    '@graphward/authorization',
    '@graphward/console',
    'graphql@^16.15.0',
    '@graphql-tools/schema',
    '@graphql-tools/utils',
    // The versions that the guides describe.
    '@apollo/server@^5.5.1',
    // 2.15 requires Node 22.
    '@apollo/subgraph@~2.14.4',
    '@envelop/generic-auth@^11.2.1',
    'fastify@^5.12.8',
    'graphql-middleware@^6.1.35',
    'graphql-shield@^7.6.5',
    'graphql-yoga@^5.24.1',
    'mercurius@^16.10.1',
    'mercurius-auth@^6.0.0',
  );
  project.write('tsconfig.json', project.tsconfig({ skipLibCheck: true }));
}, 300_000);
afterAll(cleanUpProcesses);

/** Writes the programs of a guide: `from-x.before.ts`, `from-x.after.ts`. */
function writePrograms(file: string, prefix = ''): void {
  const programs = labelledBlocks(file).filter(({ language }) => language === 'ts' || language === 'js');
  expect(programs).not.toEqual([]);
  for (const { label, code } of programs) project.write(`${prefix}${label}`, code);
}

/** Runs a program and returns the values that it prints as JSON, one per line. */
async function print(code: string): Promise<unknown[]> {
  project.write('print.mjs', `${code}\nprocess.exit(0);`);
  const output = await project.run('node', 'print.mjs');
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as unknown);
}

describe('the guides', () => {
  beforeAll(async () => {
    writePrograms(objectPolicy);
    for (const name of migrations) writePrograms(`docs/migrate/${name}`, name.replace(/md$/, ''));
    await project.run('npx', 'tsc');
  });

  it('describe graphql-shield: null and an error', async () => {
    const results = await print(`
      import { graphql } from 'graphql';
      import { schema } from './from-graphql-shield.before.js';
      const contextValue = { user: { id: 'alice', roles: ['USER'] } };
      const source = '{ posts { title notes } }';
      const { data, errors } = await graphql({ schema, source, contextValue });
      console.log(JSON.stringify({ data, messages: errors.map(({ message }) => message) }));`);
    expect(results).toEqual([
      {
        data: {
          posts: [
            { title: 'On doors', notes: 'Too short' },
            { title: 'On windows', notes: null },
          ],
        },
        messages: ['Not Authorised!'],
      },
    ]);
  });

  it('describe graphql-shield within the engine: both must allow a field', async () => {
    const results = await print(`
      import { makeExecutableSchema } from '@graphql-tools/schema';
      import { authorizationTypeDefs, withAuthorization } from '@graphward/authorization';
      import { graphql } from 'graphql';
      import { applyMiddleware } from 'graphql-middleware';
      import { allow, deny, shield } from 'graphql-shield';
      const typeDefs = [
        authorizationTypeDefs,
        'enum Role { USER  ADMIN } type Query { open: Int @public  byEngine: Int @auth(requires: ADMIN)  byShield: Int @public }',
      ];
      const resolvers = { Query: { open: () => 1, byEngine: () => 1, byShield: () => 1 } };
      const permissions = shield({ Query: { open: allow, byEngine: allow, byShield: deny } });
      const plainSchema = makeExecutableSchema({ typeDefs, resolvers });
      const viewer = () => ({ id: 'alice', roles: ['USER'] });
      const schema = withAuthorization(applyMiddleware(plainSchema, permissions), { viewer });
      const { data } = await graphql({ schema, source: '{ open byEngine byShield }' });
      console.log(JSON.stringify({ data }));`);
    expect(results).toEqual([{ data: { open: 1, byEngine: null, byShield: null } }]);
  });

  it('describe generic-auth: it rejects the operation', async () => {
    const results = await print(`
      import { yoga } from './from-envelop-generic-auth.before.js';
      const headers = { 'content-type': 'application/json', 'x-api-key': 'alice-key' };
      for (const query of ['{ posts { id notes } }', '{ title statistics }']) {
        const body = JSON.stringify({ query });
        const response = await yoga.fetch('http://localhost/graphql', { method: 'POST', headers, body });
        console.log(JSON.stringify({ status: response.status, data: (await response.json()).data }));
      }`);
    const posts = [
      { id: '1', notes: 'Too short' },
      { id: '2', notes: null },
    ];
    expect(results).toEqual([
      { status: 200, data: { posts } },
      { status: 401, data: null },
    ]);
  });

  it('describe mercurius-auth: null and an error, and the rest of a mutation', async () => {
    const results = await print(`
      import { app } from './from-mercurius-auth.before.js';
      const headers = { 'x-api-key': 'alice-key' };
      const payload = { query: 'mutation { like(id: "1") publish(id: "1") }' };
      const response = await app.inject({ method: 'POST', url: '/graphql', headers, payload });
      console.log(JSON.stringify({ data: response.json().data }));`);
    expect(results).toEqual([{ data: { like: 1, publish: null } }]);
  });

  it('describe a subgraph that protects its entities', async () => {
    const results = await print(`
      import { graphql } from 'graphql';
      import { schema } from './from-federation-directives.subgraph.js';
      const contextValue = { viewer: { id: 'alice', roles: ['USER'] } };
      const users = ['alice', 'bob'].map((id) => '{ __typename: "User", id: "' + id + '" }').join();
      const source = '{ _service { sdl } _entities(representations: [' + users + ']) { ... on User { email } } }';
      const { data, errors } = await graphql({ schema, source, contextValue });
      const codes = errors.map(({ extensions }) => extensions.code);
      console.log(JSON.stringify({ entities: data._entities, codes }));`);
    expect(results).toEqual([
      { entities: [{ email: 'alice@example.org' }, { email: null }], codes: ['FORBIDDEN'] },
    ]);
  });

  it('show a schema of a subgraph that Federation accepts', async () => {
    project.write('before.graphql', codeOf('before.graphql', 'docs/migrate/from-federation-directives.md'));
    const results = await print(`
      import { readFileSync } from 'node:fs';
      import { buildSubgraphSchema } from '@apollo/subgraph';
      import { parse } from 'graphql';
      const schema = buildSubgraphSchema(parse(readFileSync('before.graphql', 'utf8')));
      console.log(JSON.stringify({ fields: Object.keys(schema.getMutationType().getFields()) }));`);
    expect(results).toEqual([{ fields: ['rename'] }]);
  });
});
