import { join } from 'node:path';
import ts from 'typescript';
import { moduleOfTutorial } from '../support/guides.js';
import { projectRoot } from '../support/readme.js';

const folder = join(projectRoot, 'test/modules');

/** Compiles programs that import `graphward`, as strictly as TypeScript can. @returns the errors of each */
function compile(programs: readonly string[]): string[][] {
  const files = new Map(programs.map((code, index) => [join(folder, `program${index}.ts`), code]));
  const config = ts.readConfigFile(join(projectRoot, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, projectRoot);
  const host = ts.createCompilerHost(options);
  const virtual: ts.CompilerHost = {
    ...host,
    fileExists: (name) => files.has(name) || host.fileExists(name),
    readFile: (name) => files.get(name) ?? host.readFile(name),
    getSourceFile: (name, ...more) => {
      const code = files.get(name);
      if (code === undefined) return host.getSourceFile(name, ...more);
      return ts.createSourceFile(name, code, ts.ScriptTarget.ES2023);
    },
  };
  const program = ts.createProgram([...files.keys()], options, virtual);
  return [...files.keys()].map((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  );
}

const definition = (uses: string, fields = '') => `
  import { defineModule, requireUser, type User, type UserFieldsOf } from 'graphward';
  const equal = <T>() => <U extends T>(_value: U, ..._same: [T] extends [U] ? [] : [never]): void => undefined;
  export const profile = defineModule({
    name: 'profile',
    typeDefs: '',
    userFields: {
      company: { type: String, maxLength: 200 },
      size: Number,
      isPartner: { type: Boolean },
      founded: Date,
      tags: [String],
      plan: { type: String, enum: ['free', 'pro'] },
      ${fields}
    },
    ${uses}
  });
  export type Person = User & UserFieldsOf<{ readonly company: { readonly type: StringConstructor } }>;
  void [equal, requireUser];`;

const typed = definition(`
      resolvers: {
        Query: {
          company: async (_root, _args, context) => {
            const user = await context.user();
            equal<string | null>()(user.company);
            equal<number | null>()(user.size);
            equal<boolean | null>()(user.isPartner);
            equal<Date | null>()(user.founded);
            equal<readonly string[]>()(user.tags);
            equal<'free' | 'pro' | null>()(user.plan);
            equal<string>()(user.email);
            equal<string>()(requireUser(context).id);
            equal<string | null>()((await context.loadUser(user.id)).company);
            return user.company;
          },
        },
      },
      claims: ({ company, id }) => ({ groups: company === null ? [] : [company, id] }),
      hooks: {
        beforeRegister: ({ email, fields }) => {
          equal<string>()(email);
          equal<string | null | undefined>()(fields.company);
        },
        afterLogin: ({ tags }, { log }) => log.info({ tags }),
        beforeDelete: async ({ company }, { services }) => {
          equal<string | null>()(company);
          await services.users.findByEmail('a@example.com');
        },
      },
      policies: { mine: async (objects, _viewer, { user }) => { const { size } = await user(); return objects.map(() => size === 1); } },
      start: ({ config }) => { equal<string>()(config.issuer); },
      routes: (server, { authenticate }) => { server.get('/me', (request) => authenticate(request).id); },
    `);

const withoutFields = `
  import { defineModule } from 'graphward';
  export default defineModule({
    name: 'plain',
    typeDefs: '',
    resolvers: { Query: { a: async (_root, _args, { user }) => (await user()).email } },
    claims: ({ id }) => ({ groups: [id] }),
  });`;

const rejected: readonly (readonly [what: string, code: string, message: RegExp])[] = [
  ['an unknown field of a user', definition('claims: (user) => ({ plan: user.plann }),'), /plann/],
  [
    'a field of another type',
    definition('claims: ({ company }) => ({ groups: [company.toUpperCase()] }),'),
    /possibly 'null'/,
  ],
  [
    'an unknown field in a resolver',
    definition('resolvers: { Query: { a: async (_r, _a, { user }) => (await user()).wrong } },'),
    /'wrong' does not exist/,
  ],
  ['a type that is not supported', definition('', 'odd: Map,'), /MapConstructor/],
  ['a misspelled hook', definition('hooks: { afterLogn: () => null },'), /afterLogn/],
  ['a misspelled property', definition('route: () => null,'), /'route' does not exist/],
  ['a hook with another subject', definition('hooks: { afterLogout: ({ email }) => email },'), /'email'/],
  [
    'a secret in the settings',
    definition('start: ({ config }) => { console.log(config.mongodbUri); },'),
    /mongodbUri/,
  ],
  [
    'a viewer who may be nobody',
    definition('resolvers: { Query: { a: (_r, _a, { viewer }) => viewer.id } },'),
    /'id'/,
  ],
];

let errors: string[][];
beforeAll(() => {
  errors = compile([
    typed,
    withoutFields,
    moduleOfTutorial('docs/modules.md'),
    ...rejected.map(([, code]) => code),
  ]);
}, 120_000);

it('types users with the fields of the module, everywhere in it', () => {
  expect(errors[0]).toEqual([]);
});

it('needs no fields', () => {
  expect(errors[1]).toEqual([]);
});

it('types the tutorial', () => {
  expect(errors[2]).toEqual([]);
});

it.each(rejected.map(([what, , message], index) => ({ what, message, index })))(
  'rejects $what',
  ({ message, index }) => {
    expect(errors[index + 3]?.join('\n')).toMatch(message);
  },
);
