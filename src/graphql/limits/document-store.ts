import { maxHeaderSize } from 'node:http';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** What is known of a query text by its SHA-256: the valid document, or which limit it exceeds. */
export type KnownDocument = { readonly document: DocumentNode } | { readonly problem: string };

/** The one store of documents, shared by Apollo Server and the limits. */
export type DocumentStore = LRUCache<string, KnownDocument>;

/** All documents and what graphql-js keeps with them, in bytes. */
const maxBytes = 64 * 1024 * 1024;
/** Measured on documents of one-letter names, which have the most nodes per character: nodes, locations and tokens. */
const bytesPerToken = 500;
const bytesPerEntry = 1_000;

export function createDocumentStore(): DocumentStore {
  return new LRUCache({ maxSize: maxBytes, sizeCalculation: bytesOf });
}

function bytesOf(known: KnownDocument): number {
  if ('problem' in known) return bytesPerEntry;
  const { loc } = known.document;
  let tokens = 0;
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) tokens += 1;
  // A query that came in a URL keeps the whole URL alive: V8 cuts it out without a copy. Two bytes a character: one
  // character beyond Latin-1 makes all of them wide.
  return bytesPerEntry + maxHeaderSize + 2 * (loc?.source.body.length ?? 0) + tokens * bytesPerToken;
}
