import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tryEngineProgram } from '../support/engine-program.js';
import { cleanUpProcesses } from '../support/process.js';
import { codeOf, engineReadme } from '../support/readme.js';
import { createProject, type Project } from './project.js';

const engine = '@graphward/authorization';
const exampleFolder = `node_modules/${engine}/examples`;

afterAll(cleanUpProcesses);

async function tryProgram(project: Project, code: string, path?: string): Promise<void> {
  const compileAndStart = async (text: string) => {
    project.write('main.ts', text);
    await project.run('npx', 'tsc');
    return project.start('main.js');
  };
  await tryEngineProgram(code, compileAndStart, path);
}

it('works in Yoga with graphql 17, as the README says', async () => {
  const project = await createProject(engine, 'graphql@17.1.0', 'graphql-yoga@^5.24.1');
  await tryProgram(project, codeOf('yoga.ts', engineReadme));
  await tryProgram(project, codeOf('yoga.ts'));
});

it('works in Apollo Server, as the README says', async () => {
  const project = await createProject(
    engine,
    'graphql@^16.15.0',
    '@apollo/server@^5.5.1',
    '@graphql-tools/schema',
  );
  await tryProgram(project, codeOf('apollo.ts', engineReadme));
});

it('decides about objects, as the README says', async () => {
  const project = await createProject(engine, 'graphql@^16.15.0', '@graphql-tools/schema');
  project.write('main.ts', codeOf('issues.ts', engineReadme));
  await project.run('npx', 'tsc');
  expect(JSON.parse(await project.run('node', 'main.js'))).toEqual(
    JSON.parse(codeOf('issues-output', engineReadme)),
  );
});

it('works in NestJS', async () => {
  const nest = ['common', 'core', 'graphql', 'apollo', 'platform-express'].map((name) => `@nestjs/${name}`);
  const project = await createProject(
    engine,
    'graphql@^16.15.0',
    '@apollo/server@^5.5.1',
    '@as-integrations/express5',
    'reflect-metadata',
    'rxjs',
    ...nest,
  );
  project.write('tsconfig.json', project.tsconfig({ skipLibCheck: true }));
  await tryProgram(project, readFileSync(join(__dirname, 'nest.ts.txt'), 'utf8'), '/graphql');
});

it('shows the policy of a server on graphql 17 by the command line', async () => {
  const project = await createProject(
    'graphward',
    '@graphward/console',
    engine,
    'graphql@17.1.0',
    'graphql-yoga@^5.24.1',
  );
  project.write(
    'schema.mjs',
    `import { authorizationTypeDefs, withAuthorization } from '${engine}';
     import { createSchema } from 'graphql-yoga';
     const typeDefs = \`
       enum Role { USER  ADMIN @inherits(roles: "USER") }
       type Query { me: User @auth  secret: String @auth(requires: ADMIN) }
       type User { id: ID!  email: String @auth(owner: "id") }\`;
     const plain = createSchema({ typeDefs: [authorizationTypeDefs, typeDefs], resolvers: {} });
     export const schema = withAuthorization(plain, { viewer: () => null });
     export default Promise.resolve(plain);`,
  );
  project.write('operation.graphql', '{ me { email } secret }');
  const access = (...args: string[]) => project.run('npx', 'graphward', 'access', ...args);

  expect(await access('--schema', 'schema.mjs')).toMatch(/ {2}email +deny +owner +owner\n/);
  const json = await access('--schema=./schema.mjs', '--json');
  expect(JSON.parse(json)).toMatchObject({ version: 2, roles: { ADMIN: ['USER'] } });
  project.write('old.json', json);
  expect(await access('--schema', 'schema.mjs', '--diff', 'old.json')).toContain('The policy is the same.');
  expect(await access('--schema', 'schema.mjs', '--html')).toContain('<html');
  const explain = access('explain', '--schema', 'schema.mjs', '--role', 'USER', 'operation.graphql');
  await expect(explain).rejects.toThrow(/exited with 1:[^]*secret +Query\.secret +@auth\(requires: ADMIN\)/);
});

describe('the examples in the package', () => {
  it.each([
    ['plain-graphql.mjs', ['@graphql-tools/schema']],
    ['mercurius.mjs', ['@graphql-tools/schema', 'fastify', 'mercurius']],
    ['yoga.mjs', ['@graphql-tools/schema', 'graphql-yoga']],
  ])('%s runs', async (name, others) => {
    const project = await createProject(engine, 'graphql@^16.15.0', ...others);
    expect(await project.run('node', `${exampleFolder}/${name}`)).not.toBe('');
  });
});

describe('the package', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject(engine, 'graphql@^16.15.0');
  });

  it('adds one dependency and less than a megabyte', () => {
    const installed = readdirSync(join(project.folder, 'node_modules'), {
      recursive: true,
      withFileTypes: true,
    });
    const ours = installed.filter(({ parentPath }) => /node_modules\/(@graphward|tiny-lru)/.test(parentPath));
    const bytes = ours.reduce((sum, each) => sum + statSync(join(each.parentPath, each.name)).size, 0);
    expect(bytes).toBeLessThan(1_000_000);
    const names = readdirSync(join(project.folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names.sort()).toEqual([
      '@graphward',
      '@types',
      'graphql',
      'tiny-lru',
      'typescript',
      'undici-types',
    ]);
    expect(project.installation).not.toContain('EBADENGINE');
  });

  it('has no types but its own and those of graphql', async () => {
    project.write(
      'main.ts',
      `export * from '${engine}'; export * from '${engine}/apollo'; export * from '${engine}/yoga';`,
    );
    project.write('tsconfig.json', project.tsconfig({ lib: ['es2023'], types: [] }));
    expect(await project.run('npx', 'tsc', '--noEmit')).toBe('');
  });

  it('contains its README and no build info', () => {
    const files = readdirSync(join(project.folder, 'node_modules', engine), { recursive: true }).map(String);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'examples/yoga.mjs']));
    expect(files.filter((file) => /tsbuildinfo|\.test\.|^src/.test(file))).toEqual([]);
  });
});
