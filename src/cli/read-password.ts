import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

/**
 * Asks for a password without showing it, twice; without a terminal, reads it from standard input.
 * Never from an argument: arguments are there for every process of the machine to see.
 *
 * @throws Error when the two differ or nothing is given
 */
export async function readPassword(): Promise<string> {
  const password = process.stdin.isTTY ? await askTwice() : (await text(process.stdin)).replace(/\r?\n$/, '');
  if (password === '') throw new Error('No password was given. Type one, or send it to standard input.');
  return password;
}

async function askTwice(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  const ask = async (question: string) => {
    process.stderr.write(question);
    const answer = await prompt.question('');
    process.stderr.write('\n');
    return answer;
  };
  try {
    const password = await ask('Password: ');
    if ((await ask('Once more: ')) !== password)
      throw new Error('The two passwords differ. Nothing was done.');
    return password;
  } finally {
    prompt.close();
  }
}
