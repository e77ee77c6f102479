import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { checkFolder } from '../trusted-files/index.js';
import { MailError, type MailIdentity, type MailTransport } from './mail-message.js';
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
      const path = join(folder, fileNameOf(message));
      try {
        const { message: content } = await transporter.sendMail(messageOptions(message, from));
        await writeWhole(path, content as Buffer);
      } catch (error) {
        throw new MailError(codeOf(error), false, error);
      }
    },
    retract: (message) => rm(join(folder, fileNameOf(message)), { force: true }),
  };
}

/** Removes the files of mails that concern a user, in case there are any. */
export async function removeMailFiles(folder: string, userId: string): Promise<void> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const file of files)
    if (file.includes(`_${userId}.eml`)) await rm(join(folder, file), { force: true });
}

/** With the user's ID last, by which the files are found when the account is deleted. */
function fileNameOf({ id, kind, userId, createdAt }: MailIdentity): string {
  const time = createdAt.toISOString().replaceAll(':', '-');
  return `${[time, kind, id, ...(userId === null ? [] : [userId])].join('_')}.eml`;
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
