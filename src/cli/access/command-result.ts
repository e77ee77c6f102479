import { escapeUnsafeText } from '../../identity/free-text.js';
import { explain } from '../../process.js';

/** The output of a command, and its exit code: 1 if the output needs review. A command that fails exits with 2. */
export interface CommandResult {
  readonly text: string;
  /** For standard error. */
  readonly warnings?: readonly string[];
  readonly exitCode: 0 | 1;
}

/** Prints the result and ends the process, even if a user's module has opened a handle that would keep it alive. */
export async function printResult(work: () => Promise<CommandResult>): Promise<void> {
  try {
    const { text, exitCode, warnings = [] } = await work();
    for (const warning of warnings) process.stderr.write(`Warning: ${warning}\n`);
    // The reader has closed the pipe, as `head` does.
    process.stdout.on('error', () => process.exit(exitCode));
    process.stdout.write(text, () => process.exit(exitCode));
  } catch (error) {
    // A message may quote the file that it is about.
    const lines = explain(error).split('\n').map(escapeUnsafeText);
    process.stderr.write(`${lines.join('\n')}\n`, () => process.exit(2));
  }
}
