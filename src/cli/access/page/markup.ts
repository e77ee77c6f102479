/** HTML that needs no escaping. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | Markup | false | undefined | readonly Content[];

/** HTML from a template. Contents are escaped unless they are `Markup`. */
export function markup(template: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const parts = contents.map(textOf);
  return new Markup(template.map((part, index) => part + (parts[index] ?? '')).join(''));
}

function textOf(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(textOf).join('');
  return escapeHtml(String(content));
}

/** For text and for attributes in quotes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
