import { maxHeaderSize } from 'node:http';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** What the store knows about a query, by its SHA-256: the valid document, or the limit that it exceeds. */
export type KnownDocument = { readonly document: DocumentNode } | { readonly problem: string };

/** The document store that Apollo Server and the limits share. */
export type DocumentStore = LRUCache<string, KnownDocument>;

/** The size of all documents with their locations and tokens, in bytes. */
const maxBytes = 64 * 1024 * 1024;
/**
 * The size of nodes, locations and tokens, measured on one-letter names, which have the most nodes per character, and at
 * most 600 bytes for what the executor keeps with a document, measured on fragments that are spread often.
 */
const bytesPerToken = 1_100;
const bytesPerEntry = 1_000;

export function createDocumentStore(): DocumentStore {
  return new LRUCache({ maxSize: maxBytes, sizeCalculation: bytesOf });
}

function bytesOf(known: KnownDocument): number {
  if ('problem' in known) return bytesPerEntry;
  const { loc } = known.document;
  let tokens = 0;
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) tokens += 1;
  // A query from a URL retains the whole URL, because V8 slices strings without copying. A character takes two bytes
  // if the string has any character outside Latin-1.
  return bytesPerEntry + maxHeaderSize + 2 * (loc?.source.body.length ?? 0) + tokens * bytesPerToken;
}
