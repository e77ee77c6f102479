import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { checkFolder } from '../trusted-files/index.js';
import { MailError, type MailTransport } from './mail-message.js';
import { messageOptions } from './message-options.js';

/**
 * Writes each mail to an `.eml` file that only this user can read, for development without an SMTP server.
 *
 * @throws UntrustedPathError when others can write to the folder
 */
export function createFolderTransport(folder: string, from: string): MailTransport {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  checkFolder(folder);
  const transporter = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    send: async (message) => {
      const time = message.createdAt.toISOString().replaceAll(':', '-');
      const path = join(folder, `${time} ${message.kind} ${message.id}.eml`.replaceAll(' ', '_'));
      try {
        const { message: content } = await transporter.sendMail(messageOptions(message, from));
        await writeWhole(path, content as Buffer);
      } catch (error) {
        throw new MailError(codeOf(error), false, error);
      }
    },
  };
}

/** Writes to a temporary file and renames it, so that a reader finds either no file or a complete one. */
async function writeWhole(path: string, content: Buffer): Promise<void> {
  const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'the file cannot be written';
}
