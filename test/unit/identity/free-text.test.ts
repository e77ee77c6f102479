import { escapeUnsafeText, isSafeText } from '../../../src/identity/free-text.js';

/** Every code point of these ranges, both ends included. */
function charactersIn(...ranges: readonly (readonly [number, number])[]): string[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)),
  );
}

const unsafe = {
  'a control character': charactersIn([0x00, 0x1f], [0x7f, 0x9f]),
  'a bidirectional control': charactersIn(
    [0x61c, 0x61c],
    [0x200e, 0x200f],
    [0x202a, 0x202e],
    [0x2066, 0x2069],
  ),
  'a zero-width character': charactersIn(
    [0x200b, 0x200d],
    [0x2060, 0x2064],
    [0xfeff, 0xfeff],
    [0x180e, 0x180e],
  ),
  'a tag character': charactersIn([0xe0000, 0xe007f]),
  'a line or paragraph separator': charactersIn([0x2028, 0x2029]),
  'an invisible letter': ['\u00ad', '\u034f', '\u115f', '\u3164', '\uffa0'],
  'an unpaired surrogate': ['\ud800', '\udbff', '\udc00', '\udfff'],
};

describe('free text', () => {
  it.each(Object.entries(unsafe))('is not safe with %s in it', (_what, characters) => {
    for (const character of characters) {
      expect({ character, isSafe: isSafeText(`a${character}b`) }).toEqual({ character, isSafe: false });
      expect(escapeUnsafeText(`a${character}b`)).toBe(`a\\u{${character.codePointAt(0)?.toString(16)}}b`);
    }
  });

  it.each([
    ['a Latin name', 'Zoë Ødegård-Núñez, Jr.'],
    ['a Persian name with a non-joiner', '\u0639\u0644\u06cc\u200c\u0631\u0636\u0627'],
    ['a Sinhala name with a joiner', '\u0dc1\u0dca\u200d\u0dbb\u0dd3'],
    ['a Malayalam name that ends in a joiner', '\u0d30\u0d3e\u0d1c\u0d28\u0d4d\u200d'],
    ['a Japanese name with a variation selector', '\u845b\u{e0100}城'],
    ['an emoji with a variation selector', '\u2764\ufe0f'],
    ['a Hebrew name', '\u05d3\u05d5\u05d3'],
  ])('is safe if it is %s', (_what, text) => {
    expect(isSafeText(text)).toBe(true);
    expect(escapeUnsafeText(text)).toBe(text);
  });

  it.each([
    ['between Latin letters', 'Al\u200dice'],
    ['at the start', '\u200c\u0639\u0644\u06cc'],
    ['twice in a row', '\u0639\u200c\u200c\u0644'],
  ])('is not safe with a joiner %s', (_where, text) => {
    expect(isSafeText(text)).toBe(false);
  });
});
