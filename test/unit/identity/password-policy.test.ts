import { passwordProblem } from '../../../src/identity/password-policy.js';

it('rejects a password with an unpaired surrogate', () => {
  const owner = { email: 'alice@example.com', name: null };

  expect(passwordProblem('c7 kv9 wq2 m4xz \ud800', owner)).toMatch(/not valid Unicode/);
  expect(passwordProblem('c7 kv9 wq2 m4xz \u{1f600}', owner)).toBeNull();
});
