import { randomBytes } from 'node:crypto';
import { loadConfig } from '../../../src/config/index.js';
import { problemsOf } from './problems-of.js';

it.each(['base64', 'base64url', 'hex'] as const)('reads a random secret in %s, as it is sent', (encoding) => {
  const text = randomBytes(32).toString(encoding);
  expect(loadConfig({ REVOCATIONS_SECRET: text }).secrets.revocations).toBe(text);
});

it('is optional', () => {
  expect(loadConfig({}).secrets.revocations).toBeUndefined();
});

it.each([
  ['hunter2', /^REVOCATIONS_SECRET is too short/],
  ['changeme'.repeat(8), /^REVOCATIONS_SECRET is not random/],
  [`"${randomBytes(48).toString('base64')}"`, /^REVOCATIONS_SECRET may contain only letters, digits and/],
])('rejects %s without quoting it', (text, problem) => {
  const problems = problemsOf({ REVOCATIONS_SECRET: text });
  expect(problems).toEqual([expect.stringMatching(problem)]);
  expect(problems.join()).not.toContain(text);
});
