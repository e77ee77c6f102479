import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphQLScalarType } from 'graphql';
import { defineModule, type GraphwardModule } from '../../src/modules/index.js';
import { cleanUp, temporaryFolder } from '../support/embedded-mongodb.js';
import { expectData } from '../support/expectations.js';
import { startGraphward } from '../support/graphward.js';

const motto = (name: string, more: Partial<GraphwardModule> = {}, field = 'motto') =>
  defineModule({
    name,
    typeDefs: `extend type Query { ${field}: String @public }`,
    resolvers: { Query: { [field]: () => `of ${name}` } },
    ...more,
  });

async function startUpError(...modules: readonly GraphwardModule[]): Promise<string> {
  try {
    await (await startGraphward({ modules })).stop();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Without SDL of its own. */
const resolversOnly = (name: string, resolvers: object, replaces?: readonly string[]) =>
  motto(name, { resolvers, ...(replaces ? { replaces } : {}) } as never, name);

afterAll(cleanUp);

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const template = { 'reset-password.txt': 'Subject: Reset\n\n{{link}}\n', 'reset-password.html': '' };
const withTemplates = (name: string, mailTemplates: string) => motto(name, { mailTemplates }, name);

it.each<[string, readonly GraphwardModule[], string]>([
  [
    'a module and the server define the same resolver',
    [resolversOnly('own', { Mutation: { register: () => null } })],
    "The server and the module own both define Mutation.register. Remove one resolver, or declare replaces: ['Mutation.register'] in the module whose resolver is to be used.",
  ],
  [
    'a module resolves a field of the server that has no resolver of its own',
    [resolversOnly('own', { User: { email: () => 'x' } })],
    'The server and the module own both define User.email.',
  ],
  [
    'a module redefines a scalar of the server',
    [resolversOnly('own', { DateTime: new GraphQLScalarType({ name: 'DateTime' }) })],
    'The server and the module own both define DateTime.',
  ],
  [
    'a module redefines a part of a scalar of the server',
    [resolversOnly('own', { DateTime: { __serialize: String } })],
    'The server and the module own both define DateTime.',
  ],
  [
    'two modules define the same resolver',
    [motto('a'), resolversOnly('b', { Query: { motto: () => 'x' } })],
    'The module a and the module b both define Query.motto.',
  ],
  [
    'two modules replace the same resolver',
    ['a', 'b'].map((name) => resolversOnly(name, { Query: { me: () => null } }, ['Query.me'])),
    'The module a and the module b both replace Query.me. Keep one of them.',
  ],
  [
    'a module replaces one of two other resolvers',
    [
      resolversOnly('a', { Query: { me: () => null } }),
      resolversOnly('b', { Query: { me: () => null } }, ['Query.me']),
    ],
    'The server and the module a both define Query.me.',
  ],
  [
    'a replacement replaces nothing',
    [motto('own', { replaces: ['Query.motto'] })],
    "The module own declares replaces: ['Query.motto'], but nothing else defines it. Remove the entry.",
  ],
  [
    'a replacement has no resolver',
    [motto('own', { replaces: ['Query.me'] })],
    "The module own declares replaces: ['Query.me'], but has no resolver for it.",
  ],
  [
    'a resolver is not in the schema',
    [resolversOnly('own', { Query: { moto: () => null } })],
    'The module own has a resolver for Query.moto, which is not in the schema. Add it to typeDefs or remove the resolver.',
  ],
  [
    'a resolver belongs to no type',
    [resolversOnly('own', { Qery: { __resolveType: () => null } })],
    'The module own has a resolver for Qery.__resolveType, which is not in the schema.',
  ],
  [
    'two modules have the same name',
    [motto('own'), motto('own', {}, 'other')],
    'Two modules have the name own. Rename one of them.',
  ],
  [
    'two modules define the same loader',
    ['a', 'b'].map((name) => motto(name, { objects: { User: () => Promise.resolve([]) } }, name)),
    'The modules a and b both define objects.User. Keep one of them.',
  ],
  [
    'two modules replace the same mail template',
    ['a', 'b'].map((name) => withTemplates(name, folderOf(template))),
    'The modules a and b both replace the mail template reset-password. Keep one of them.',
  ],
  [
    'a mail template has one file only',
    [withTemplates('own', folderOf({ 'reset-password.txt': template['reset-password.txt'] }))],
    'reset-password.html cannot be read (ENOENT). A template consists of a .txt and a .html file.',
  ],
  [
    'a mail template uses an unknown value',
    [withTemplates('own', folderOf({ ...template, 'reset-password.html': '{{name}}' }))],
    'reset-password.html uses {{name}}. Known values are appUrl and link.',
  ],
  [
    'a mail template replaces no mail',
    [withTemplates('own', folderOf({ 'reset-pasword.txt': 'Subject: x\n\n' }))],
    'mailTemplates of the module own contains reset-pasword.txt, which replaces no mail. Rename it to KIND.txt or KIND.html, or remove it. The kinds are reset-password, ',
  ],
  [
    'a folder of mail templates does not exist',
    [withTemplates('own', '/nowhere/mail')],
    'mailTemplates of the module own: the folder /nowhere/mail cannot be read (ENOENT).',
  ],
])('stops start-up if %s', async (_what, modules, message) => {
  expect(await startUpError(...modules)).toContain(message);
});

it('reports all problems at once', async () => {
  const message = await startUpError(
    motto('a', { userFields: { email: String } }),
    motto('a', { typeDefs: 'extend type Query { motto: Nope }' }),
  );
  for (const expected of [
    /Two modules have the name a/,
    /userFields\.email of the module a/,
    /both define Query\.motto/,
    /a:1: Unknown type "Nope"/,
    /Field "Query\.motto" can only be defined once/,
  ])
    expect(message).toMatch(expected);
});

it.each([['first'], ['last']])(
  'replaces resolvers that it declares, if it is %s, and logs it',
  async (position) => {
    const replacing = resolversOnly(
      'replacing',
      { Query: { motto: () => 'replaced' }, User: { name: () => 'replaced' } },
      ['Query.motto', 'User.name'],
    );
    const modules = position === 'first' ? [replacing, motto('a')] : [motto('a'), replacing];
    const server = await startGraphward({ modules });
    try {
      expect(expectData(await server.ask('{ motto }'))).toEqual({ motto: 'replaced' });
      const alice = await server.signUp('alice');
      expect(expectData(await server.as(alice).ask('{ me { name email } }')).me).toEqual({
        name: 'replaced',
        email: alice.email,
      });
      expect(server.logLines.filter(({ replaces }) => replaces)).toMatchObject([
        { level: 30, module: 'replacing', replaces: ['Query.motto', 'User.name'] },
      ]);
    } finally {
      await server.stop();
    }
  },
);
