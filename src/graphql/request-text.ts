import { type DocumentNode, visit } from 'graphql';

/** The strings that a client sent: in variables, and as literals in the document. */
export interface RequestText {
  readonly document: DocumentNode | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** Shorter strings occur in any message. */
const minLength = 4;
/** Messages may truncate a string that they quote, so only its beginning is searched for. */
const searchedLength = 8;

/** Returns a function that detects messages that quote the request. It collects the strings at the first call. */
export function createQuoteDetector(request: RequestText): (message: string) => boolean {
  let beginnings: ReadonlySet<string> | undefined;
  return (message) => {
    beginnings ??= beginningsOf(request);
    const text = message.toLowerCase();
    for (const beginning of beginnings) if (text.includes(beginning)) return true;
    return false;
  };
}

function beginningsOf({ document, variables }: RequestText): ReadonlySet<string> {
  const beginnings = new Set<string>();
  const add = (text: string): void => {
    // The longest run of characters that a quote does not escape.
    const [longest = ''] = text.split(/[^\x20-\x7e]|["\\]/).sort((one, other) => other.length - one.length);
    for (const part of [text, longest]) {
      if (part.length >= minLength) beginnings.add(part.slice(0, searchedLength).toLowerCase());
    }
  };
  if (document) visit(document, { StringValue: ({ value }) => add(value) });
  for (const text of stringsIn(variables)) add(text);
  return beginnings;
}

/** Every string of a JSON value, including property names. */
export function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* stringsIn(item);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      yield name;
      yield* stringsIn(member);
    }
  }
}
