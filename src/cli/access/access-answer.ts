import { explain } from '../../process.js';

/** What a command has to say, and whether somebody should look at it (1). A command that fails ends with 2. */
export interface Answer {
  readonly text: string;
  readonly exitCode: 0 | 1;
}

/** Prints the answer and ends the process, even if a user's module has opened something that would keep it alive. */
export async function giveAnswer(work: () => Promise<Answer>): Promise<void> {
  try {
    const { text, exitCode } = await work();
    // Whoever stops reading, as `| head` does, has seen enough.
    process.stdout.on('error', () => process.exit(exitCode));
    process.stdout.write(text, () => process.exit(exitCode));
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`, () => process.exit(2));
  }
}
