import { readFileSync } from 'node:fs';
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

/** The package's `templates/mail` folder, a sibling of both `src/` and `dist/`. */
export const mailTemplatesFolder = fileURLToPath(new URL('../../templates/mail/', import.meta.url));

const valueNames: readonly string[] = ['appUrl', 'link'] satisfies (keyof TemplateValues)[];
const placeholder = /\{\{(\w*)\}\}/g;
const subjectLine = /^Subject: (.+)\n\n/;

/**
 * Reads the templates: `KIND.txt`, which begins with `Subject: …` and an empty line, and `KIND.html`. `{{name}}` stands for a
 * value, escaped in HTML.
 *
 * @throws Error if a file is missing, has no subject or uses an unknown value
 */
export function readMailTemplates(folder: string, kinds: readonly string[]): RenderMail {
  const templates = new Map(kinds.map((kind) => [kind, readTemplate(`${folder}/${kind}`)]));
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

function readTemplate(path: string): RenderedMail {
  const source = readFileSync(`${path}.txt`, 'utf8');
  const html = readFileSync(`${path}.html`, 'utf8');
  const subject = subjectLine.exec(source)?.[1];
  if (subject === undefined) throw new Error(`${path}.txt must begin with "Subject: …" and an empty line.`);
  for (const [file, content] of [
    [`${path}.txt`, source],
    [`${path}.html`, html],
  ] as const) {
    const unknown = [...content.matchAll(placeholder)].find(([, name = '']) => !valueNames.includes(name));
    if (unknown) throw new Error(`${file} uses ${unknown[0]}. Known values are ${valueNames.join(' and ')}.`);
  }
  return { subject, text: source.replace(subjectLine, ''), html };
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
