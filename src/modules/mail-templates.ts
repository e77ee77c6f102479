import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type MailTemplate, readMailTemplate } from '../mail/mail-templates.js';
import { mailKinds } from '../services/index.js';
import type { GraphwardModule } from './module.js';

/** The templates with which modules replace those of the server, by the kind of mail. */
export function mailTemplatesOf(modules: readonly GraphwardModule[]): ReadonlyMap<string, MailTemplate> {
  return new Map(
    modules.flatMap((module) => {
      const { folder, kinds } = folderOf(module);
      return kinds.map((kind) => [kind, readMailTemplate(folder, kind)] as const);
    }),
  );
}

/** Folders and templates that cannot be used, and kinds of mail that two modules replace. */
export function mailTemplateProblems(modules: readonly GraphwardModule[]): readonly string[] {
  const owners = new Map<string, string>();
  return modules.flatMap((module) => {
    const { name } = module;
    try {
      const { folder, kinds, others } = folderOf(module);
      const conflicts = kinds.flatMap((kind) => {
        const owner = owners.get(kind);
        owners.set(kind, name);
        return owner === undefined
          ? []
          : [`The modules ${owner} and ${name} both replace the mail template ${kind}. Keep one of them.`];
      });
      const unknown = others.map(
        (file) =>
          `mailTemplates of the module ${name} contains ${file}, which replaces no mail. ` +
          `Rename it to KIND.txt or KIND.html, or remove it. The kinds are ${mailKinds.join(', ')}.`,
      );
      return [...conflicts, ...unknown, ...kinds.flatMap((kind) => templateProblem(name, folder, kind))];
    } catch (error) {
      return [problemOf(name, error)];
    }
  });
}

interface TemplateFolder {
  readonly folder: string;
  /** The kinds of which there is at least one file. */
  readonly kinds: readonly string[];
  /** Other files. */
  readonly others: readonly string[];
}

/** @throws Error if the folder cannot be read */
function folderOf({ mailTemplates }: GraphwardModule): TemplateFolder {
  if (mailTemplates === undefined) return { folder: '', kinds: [], others: [] };
  const folder = mailTemplates instanceof URL ? fileURLToPath(mailTemplates) : mailTemplates;
  const files = filesIn(folder);
  const filesOf = (kind: string) => [`${kind}.txt`, `${kind}.html`];
  const known = mailKinds.flatMap(filesOf);
  return {
    folder,
    kinds: mailKinds.filter((kind) => filesOf(kind).some((file) => files.includes(file))),
    // Hidden files belong to editors and file managers.
    others: files.filter((file) => !known.includes(file) && !file.startsWith('.')),
  };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new Error(`the folder ${folder} cannot be read (${(error as NodeJS.ErrnoException).code}).`, {
      cause: error,
    });
  }
}

function templateProblem(module: string, folder: string, kind: string): string[] {
  try {
    readMailTemplate(folder, kind);
    return [];
  } catch (error) {
    return [problemOf(module, error)];
  }
}

function problemOf(module: string, error: unknown): string {
  return `mailTemplates of the module ${module}: ${error instanceof Error ? error.message : String(error)}`;
}
