import { maxHeaderSize } from 'node:http';
import { parse } from 'graphql';
import { createDocumentStore } from '../../../../src/graphql/limits/document-store.js';

const bound = 64 * 1024 * 1024;

it('counts the URL that a short query may keep alive', () => {
  const store = createDocumentStore();
  for (let index = 0; index < 10_000; index += 1)
    store.set(`key ${index}`, { document: parse(`{ a${index}: __typename }`) });

  expect(store.size).toBeGreaterThan(1_000);
  expect(store.size * maxHeaderSize).toBeLessThan(bound);
});

it('counts comments and long strings', () => {
  const store = createDocumentStore();
  for (let index = 0; index < 40; index += 1) {
    store.set(`comments ${index}`, { document: parse(`{ a${index} }${'#\n'.repeat(60_000)}`) });
    store.set(`string ${index}`, { document: parse(`{ a${index}(b: "${'c'.repeat(120_000)}") }`) });
  }

  // A token takes about 100 bytes; each comment is one.
  const comments = [...store.keys()].filter((key) => key.startsWith('comments'));
  expect(comments.length * 60_000 * 100).toBeLessThan(bound);
});

it('keeps far more problems than documents', () => {
  const store = createDocumentStore();
  for (let index = 0; index < 20_000; index += 1) store.set(`key ${index}`, { problem: 'too deep' });

  expect(store.size).toBe(20_000);
});
