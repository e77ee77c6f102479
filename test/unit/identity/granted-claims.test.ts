import { checkGrantedClaims, mergeGrantedClaims } from '../../../src/identity/granted-claims.js';

const granted = (module: string, claims: object) => ({ module, claims: checkGrantedClaims(module, claims) });

it('adds up the groups and scopes of several modules', () => {
  const teams = granted('teams', { groups: ['a', 'b'], scopes: ['read'], plan: 'pro' });
  const tenants = granted('tenants', { groups: ['b', 'c'], region: 'eu' });
  expect(mergeGrantedClaims([teams, tenants])).toEqual({
    groups: ['a', 'b', 'c'],
    scopes: ['read'],
    plan: 'pro',
    region: 'eu',
  });
});

it('accepts groups and scopes that are undefined', () => {
  const claims = granted('teams', { groups: undefined, scopes: undefined });
  expect(mergeGrantedClaims([claims])).toEqual({ groups: [], scopes: [] });
});

it('rejects a claim that two modules set', () => {
  const both = [granted('one', { plan: 'pro' }), granted('two', { plan: 'free' })];
  expect(() => mergeGrantedClaims(both)).toThrow(
    'claims of two: plan is also set by one. Rename one of them.',
  );
});

it('rejects claims that are too long together', () => {
  const both = [granted('one', { a: 'x'.repeat(2_000) }), granted('two', { b: 'x'.repeat(2_000) })];
  expect(() => mergeGrantedClaims(both)).toThrow(
    /^claims of one and two: they have \d+ bytes; at most 3000 fit/,
  );
});
