/** Changed copies of a valid token. None of them is valid. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { takeApart } from './tokens.js';

/** The text of the three parts of a token, before they are encoded. */
type Parts = readonly [header: Buffer, payload: Buffer, signature: Buffer];

const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const part = fc.integer({ min: 0, max: 2 });
const jsonPart = fc.integer({ min: 0, max: 1 });
const anyCharacter = fc.oneof(fc.constantFrom(...alphabet, '.', '=', '+', '/', '~'));
const hostileText = fc.constantFrom(
  'none',
  'None',
  'HS256',
  'RS256',
  'at+jwt',
  '../../dev/null',
  "' OR 1=1 --",
  '__proto__',
  '$ne',
  '\u0000',
  '\ufeff',
  '\ud800',
);
const hostileValue = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e300, [], {}, [[]], { $ne: null }),
  fc.jsonValue({ maxDepth: 3 }),
);
const name = fc.oneof(
  fc.constantFrom('alg', 'kid', 'typ', 'crit', 'jwk', 'jku', 'x5u', 'x5c', 'b64', 'zip'),
  fc.constantFrom('iss', 'aud', 'sub', 'client_id', 'sid', 'jti', 'iat', 'nbf', 'exp', 'auth_time'),
  fc.constantFrom('roles', 'ver', 'scope', 'groups', '__proto__', 'constructor'),
);

function partsOf(token: string): Parts {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature].map((each) => Buffer.from(each, 'base64url')) as unknown as Parts;
}

function encode(parts: readonly Buffer[]): string {
  return parts.map((each) => each.toString('base64url')).join('.');
}

const replaced = (text: string, at: number, length: number, by: string) =>
  text.slice(0, at) + by + text.slice(at + length);

/**
 * Mutations of the text, of the bytes, of the JSON, of the sizes and of the order of the parts, without the key that signed
 * the token.
 */
export function mutatedTokens(valid: string): fc.Arbitrary<string> {
  const { header, claims } = takeApart(valid);
  const objects = [header, claims];
  const position = fc.nat(valid.length - 1);

  const withText = (index: number, json: string) => encode(partsOf(valid).with(index, Buffer.from(json)));
  const changed = fc.oneof(
    // Text: characters replaced, inserted and removed; padding; other alphabets.
    fc
      .tuple(position, fc.nat(3), fc.array(anyCharacter, { maxLength: 3 }))
      .map(([at, length, by]) => replaced(valid, at, length, by.join(''))),
    // Bytes: each bit of each part.
    fc.tuple(part, fc.nat()).map(([index, bit]) => {
      const bytes = Buffer.from(partsOf(valid)[index] ?? []);
      const at = bit % (bytes.length * 8);
      bytes.writeUInt8(bytes.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      return encode(partsOf(valid).with(index, bytes));
    }),
    // JSON: members with other values and types, one or several.
    fc
      .tuple(jsonPart, fc.dictionary(name, hostileValue, { minKeys: 1, maxKeys: 4 }))
      .map(([index, more]) => withText(index, JSON.stringify({ ...objects[index], ...more }))),
    // JSON: members removed.
    fc
      .tuple(jsonPart, name)
      .map(([index, removed]) =>
        withText(index, JSON.stringify({ ...objects[index], [removed]: undefined })),
      ),
    // JSON: repeated names, at both ends.
    fc.tuple(jsonPart, name, hostileValue, fc.boolean()).map(([index, again, value, first]) => {
      const json = JSON.stringify(objects[index]);
      const member = `${JSON.stringify(again)}:${JSON.stringify(value)}`;
      return withText(index, first ? json.replace('{', `{${member},`) : `${json.slice(0, -1)},${member}}`);
    }),
    // JSON: something else altogether, or broken text.
    fc.tuple(jsonPart, fc.oneof(fc.json(), fc.string())).map(([index, text]) => withText(index, text)),
    // Sizes: up to what fits into a header, nested and flat.
    fc
      .tuple(part, fc.integer({ min: 1, max: 5_000 }))
      .map(([index, size]) => encode(partsOf(valid).with(index, randomBytes(size)))),
    fc
      .tuple(jsonPart, fc.integer({ min: 1, max: 2_500 }))
      .map(([index, depth]) =>
        withText(
          index,
          JSON.stringify(objects[index]).replace('{', `{"x":${'['.repeat(depth)}${']'.repeat(depth)},`),
        ),
      ),
    // Parts: swapped, repeated, missing, empty.
    fc
      .array(fc.oneof(part, fc.constant(-1)), { maxLength: 5 })
      .map((order) => order.map((index) => valid.split('.')[index] ?? '').join('.')),
    // Anything.
    fc.base64String({ maxLength: 200 }),
    fc.string({ maxLength: 200 }),
  );
  return changed.filter((token) => token !== valid);
}
