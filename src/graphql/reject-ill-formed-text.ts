import { illFormedText } from './format-error.js';
import { stringsIn } from './request-text.js';

/**
 * Rejects variables that contain a lone surrogate. UTF-8 cannot encode it (RFC 3629 §3), so the database and the
 * password hash would replace it by U+FFFD, and different strings would become equal. The parser rejects a lone
 * surrogate in the document.
 */
export function rejectIllFormedText(variables: Record<string, unknown> | undefined): void {
  for (const text of stringsIn(variables)) if (loneSurrogate.test(text)) throw illFormedText();
}

const loneSurrogate = /\p{Surrogate}/u;
