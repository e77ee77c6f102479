import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A rendered mail. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The values that templates can use. */
export interface TemplateValues {
  /** The URL of the app, from APP_URL. */
  readonly appUrl: string;
  /** The link with the token. Empty for mails without a token. */
  readonly link: string;
}

export type RenderMail = (kind: string, values: TemplateValues) => RenderedMail;

/** A mail with placeholders: `{{name}}` stands for a value. */
export type MailTemplate = RenderedMail;

/** The package's `templates/mail` folder, a sibling of both `src/` and `dist/`. */
export const mailTemplatesFolder = fileURLToPath(new URL('../../templates/mail/', import.meta.url));

const valueNames: readonly string[] = ['appUrl', 'link'] satisfies (keyof TemplateValues)[];
const placeholder = /\{\{(\w*)\}\}/g;
const subjectLine = /^Subject: (.+)\n\n/;

/** Fills templates. Values are escaped in HTML. */
export function createMailRenderer(templates: ReadonlyMap<string, MailTemplate>): RenderMail {
  return (kind, values) => {
    const template = templates.get(kind);
    if (!template) throw new Error(`No mail template for ${kind}.`);
    return {
      subject: template.subject,
      text: fill(template.text, values, (value) => value),
      html: fill(template.html, values, escapeHtml),
    };
  };
}

/**
 * Reads a template: `KIND.txt`, which begins with `Subject: …` and an empty line, and `KIND.html`.
 *
 * @throws Error if a file is missing, has no subject or uses an unknown value
 */
export function readMailTemplate(folder: string, kind: string): MailTemplate {
  const textFile = join(folder, `${kind}.txt`);
  const htmlFile = join(folder, `${kind}.html`);
  const source = readText(textFile);
  const html = readText(htmlFile);
  const subject = subjectLine.exec(source)?.[1];
  if (subject === undefined) throw new Error(`${textFile} must begin with "Subject: …" and an empty line.`);
  if (subject.includes('{{'))
    throw new Error(`The subject of ${textFile} must not use values. Remove {{…}}.`);
  for (const [file, content] of [
    [textFile, source],
    [htmlFile, html],
  ] as const) {
    const unknown = [...content.matchAll(placeholder)].find(([, name = '']) => !valueNames.includes(name));
    if (unknown) throw new Error(`${file} uses ${unknown[0]}. Known values are ${valueNames.join(' and ')}.`);
  }
  return { subject, text: source.replace(subjectLine, ''), html };
}

/** Reads a file, which an editor on Windows may have saved. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
      .replace(/^\uFEFF/, '')
      .replaceAll('\r\n', '\n');
  } catch (error) {
    const problem = `${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`;
    throw new Error(`${problem} A template consists of a .txt and a .html file.`, { cause: error });
  }
}

function fill(template: string, values: TemplateValues, escape: (value: string) => string): string {
  return template.replace(placeholder, (_match, name: keyof TemplateValues) => escape(values[name]));
}

const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => htmlEntities[character] ?? character);
}
