import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Source } from 'graphql';
import { readTextFile } from '../access-file.js';
import { readManifest } from './read-manifest.js';

/** The documents of clients, not parsed yet. */
export interface ClientDocuments {
  /** Named after their files. */
  readonly sources: readonly Source[];
  /** Whether an operation may use the fragments of other documents. */
  readonly shareFragments: boolean;
}

const extensions = ['.graphql', '.gql'];

/**
 * Reads the `.graphql` and `.gql` files of a folder, one such file, or a manifest of persisted operations.
 *
 * @throws Error when a file cannot be read, when a manifest is malformed, and when there are no documents
 */
export function readDocuments(path: string): ClientDocuments {
  if (isFolder(path)) {
    const files = documentsIn(path);
    if (files.length === 0)
      throw new Error(`${path} has no .graphql or .gql files, not even in its folders.`);
    return { sources: files.map(readSource), shareFragments: true };
  }
  if (extensions.includes(extname(path))) return { sources: [readSource(path)], shareFragments: true };
  return { sources: readManifest(path), shareFragments: false };
}

function readSource(file: string): Source {
  return new Source(readTextFile(file), file);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** In a fixed order. Skips installed packages. */
function documentsIn(folder: string): string[] {
  return readFolder(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : documentsIn(path);
    return extensions.includes(extname(entry.name)) ? [path] : [];
  });
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw new Error(`${folder} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
