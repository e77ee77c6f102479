/**
 * Characters that can make text look like something else: controls (including escape sequences), bidirectional
 * controls, zero-width and other invisible characters, tags, line separators, unpaired surrogates. Variation
 * selectors are excluded, because emoji and Japanese names need them.
 */
const deceptive = /(?![\uFE00-\uFE0F\u{E0100}-\u{E01EF}\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/u;

/**
 * ZERO WIDTH NON-JOINER and ZERO WIDTH JOINER, except where spelling requires them: after a letter or mark of a script
 * whose letters join or form conjuncts (UAX #31, 2.3), as in Persian and Sinhala names.
 */
const strayJoiner =
  /(?<![\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nkoo}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Mymr}\p{scx=Khmr}])[\u200C\u200D]/u;

const unsafe = new RegExp(`${deceptive.source}|${strayJoiner.source}`, 'gu');

/** Whether free text, such as a name, contains nothing that could deceive its reader or control a terminal. */
export function isSafeText(text: string): boolean {
  return text.search(unsafe) === -1;
}

/** Replaces each unsafe character with its escape, such as `\u{202e}`. */
export function escapeUnsafeText(text: string): string {
  return text.replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
}
