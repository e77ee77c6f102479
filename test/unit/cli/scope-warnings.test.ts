import { makeExecutableSchema } from '@graphql-tools/schema';
import { authorizationTypeDefs } from '@graphward/authorization';
import { parse, Source } from 'graphql';
import { scopeWarnings } from '../../../src/cli/access/scope-warnings.js';

/** Each field of the query has one of these rules, each in its own line. */
function warningsFor(...rules: string[]): readonly string[] {
  const fields = rules.map((rule, index) => `  f${index}: Int ${rule}`).join('\n');
  const sdl = `type Query {\n${fields}\n}\nenum Role { USER }`;
  const typeDefs = [parse(authorizationTypeDefs), parse(new Source(sdl, 'own.graphql'))];
  return scopeWarnings(makeExecutableSchema({ typeDefs }));
}

const scopes = (...names: string[]) => names.map((name) => `@auth(scopes: ${JSON.stringify(name)})`);

it('names the rule, the scope and what it resembles', () => {
  expect(warningsFor(...scopes('drafts:read', 'drafts:read', 'drafts:raed'))).toEqual([
    'own.graphql:4: only this rule has the scope "drafts:raed". It is probably a typo of "drafts:read". Correct it if so.',
  ]);
});

it.each([
  ['a missing letter', 'draft:read'],
  ['another case', 'Drafts:Read'],
  ['another separator', 'drafts.read'],
  ['another order', 'read:drafts'],
])('warns about %s', (_what, scope) => {
  expect(warningsFor(...scopes('drafts:read', 'drafts:read', scope))).toHaveLength(1);
});

it.each([
  ['a single scope', ['drafts:read']],
  [
    'scopes that have little in common',
    ['drafts:read', 'drafts:read', 'drafts:write', 'users:read', 'admin'],
  ],
  ['short scopes', ['a', 'a', 'b', 'ab']],
  ['numbers', ['level:1', 'level:1', 'level:2']],
  ['a scope that several rules have', ['drafts:read', 'drafts:read', 'draft:read', 'draft:read']],
])('does not warn about %s', (_what, names) => {
  expect(warningsFor(...scopes(...names))).toEqual([]);
});

it('warns once about two similar scopes that occur once', () => {
  expect(warningsFor('@auth(scopes: [["drafts:read", "users:read"]])', ...scopes('draft:read'))).toEqual([
    expect.stringContaining('own.graphql:3: only this rule has the scope "draft:read"') as string,
  ]);
});

it('counts a rule once that several fields inherit, or that applies to a named object', () => {
  const sdl = `enum Role { USER }
    type Query { note(id: ID @auth(of: "Note")): Note @public  one: Int @auth(scopes: "notes:read")  two: Int @auth(scopes: "notes:read") }
    type Note @auth(scopes: "note:read") { id: ID  text: String }`;
  const typeDefs = [parse(authorizationTypeDefs), parse(new Source(sdl, 'own.graphql'))];
  expect(scopeWarnings(makeExecutableSchema({ typeDefs }))).toEqual([
    expect.stringContaining('own.graphql:3: only this rule has the scope "note:read"') as string,
  ]);
});
