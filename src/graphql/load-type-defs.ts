import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DocumentNode, parse, Source } from 'graphql';

/** The package's `schema/` folder, a sibling of both `src/` and `dist/`. */
const schemaFolder = new URL('../../schema/', import.meta.url);

/** Loads Graphward's own SDL. Each source has its file's name, so that problems can report `file:line`. */
export function loadTypeDefs(): DocumentNode[] {
  return readdirSync(fileURLToPath(schemaFolder))
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => parse(new Source(readFileSync(new URL(name, schemaFolder), 'utf8'), `schema/${name}`)));
}
