import { crc32 } from 'node:zlib';
import { createApiKeyText, looksLikeApiKey, readApiKeyId } from '../../../src/identity/api-key.js';

const id = '65a1b2c3d4e5f60718293a4b';

it('contains its ID, 256 random bits and a checksum', () => {
  const key = createApiKeyText(id);

  expect(key).toMatch(/^gw_65a1b2c3d4e5f60718293a4b_[A-Za-z0-9_-]{43}[0-9a-f]{8}$/);
  expect(crc32(key.slice(0, -8))).toBe(parseInt(key.slice(-8), 16));
  expect(readApiKeyId(key)).toBe(id);
  expect(looksLikeApiKey(key)).toBe(true);
  expect(createApiKeyText(id)).not.toBe(key);
});

it('is not recognized after any change of one character', () => {
  const key = createApiKeyText(id);
  for (let index = 0; index < key.length; index += 1) {
    const other = key[index] === '0' ? '1' : '0';
    expect(readApiKeyId(key.slice(0, index) + other + key.slice(index + 1))).toBeNull();
  }
});

it.each([
  '',
  'gw_',
  `gw_${id}`,
  `${createApiKeyText(id)} `,
  ` ${createApiKeyText(id)}`,
  'eyJhbGciOiJub25lIn0.e30.',
])('does not recognize %j', (text) => {
  expect(readApiKeyId(text)).toBeNull();
});
