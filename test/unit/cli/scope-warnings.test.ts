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
    'own.graphql:4: only this rule has the scope "drafts:raed". Correct it if it is a typo of "drafts:read".',
  ]);
});

it.each([
  ['a missing letter', 'draft:read'],
  ['another case', 'Drafts:Read'],
  ['another separator', 'drafts.read'],
  ['another order', 'read:drafts'],
])('names the scope that differs by %s', (_what, scope) => {
  expect(warningsFor(...scopes('drafts:read', 'drafts:read', scope))).toEqual([
    expect.stringContaining('typo of "drafts:read"') as string,
  ]);
});

it.each([
  ['little in common', ['drafts:read', 'drafts:read', 'admin']],
  ['few letters', ['a', 'a', 'b']],
  ['another number', ['level:1', 'level:1', 'level:2']],
])('names no other scope if it has %s', (_what, names) => {
  expect(warningsFor(...scopes(...names))).toEqual([
    expect.stringMatching(/Correct it if it is a typo\.$/) as string,
  ]);
});

it('does not warn about scopes that several rules have', () => {
  expect(warningsFor(...scopes('drafts:read', 'drafts:read', 'draft:read', 'draft:read'))).toEqual([]);
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
