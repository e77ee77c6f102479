import { createPasswordHasher } from '../../../src/identity/password-hasher.js';
import { passwordProblem } from '../../../src/identity/password-policy.js';

const owner = { email: 'alice@example.com', name: null };

// HTTP rejects unpaired surrogates earlier, but modules and the command line call the services directly.
describe('a password with an unpaired surrogate', () => {
  it.each(['\ud800', '\udfff', '\udc00\ud800'])('is rejected: %j', (surrogate) => {
    expect(passwordProblem(`four words make one ${surrogate}`, owner)).toMatch(/not valid Unicode/);
  });

  it('does not match the password with the character that UTF-8 replaces it with', async () => {
    const passwords = createPasswordHasher({ memoryKiB: 64, iterations: 1, concurrency: 1 });
    const stored = await passwords.hash('four words and \ufffd');

    expect(await passwords.verify(stored, 'four words and \ufffd')).toBe(true);
    expect(await passwords.verify(stored, 'four words and \ud800')).toBe(false);
  });

  it('is not confused with a surrogate pair', () => {
    expect(passwordProblem('four words make one 🦊', owner)).toBeNull();
  });
});
