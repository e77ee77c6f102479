import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

/**
 * Prompts for a password twice without echoing it; without a terminal, reads it from standard input. It is never a
 * command-line argument, because every process of the machine can read those.
 *
 * @throws Error when the passwords differ or are empty
 */
export async function readPassword(): Promise<string> {
  const password = process.stdin.isTTY ? await askTwice() : (await text(process.stdin)).replace(/\r?\n$/, '');
  if (password === '') throw new Error('The password is empty. Type one, or pass it on standard input.');
  return password;
}

async function askTwice(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  const ask = async (question: string) => {
    process.stderr.write(question);
    const password = await prompt.question('');
    process.stderr.write('\n');
    return password;
  };
  try {
    const password = await ask('Password: ');
    if ((await ask('Repeat password: ')) !== password)
      throw new Error('The passwords differ. Nothing was changed.');
    return password;
  } finally {
    prompt.close();
  }
}
