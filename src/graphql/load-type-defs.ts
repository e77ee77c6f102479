import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DocumentNode, parse, Source } from 'graphql';

/** The folder `schema/` of the package, beside `src/` and `dist/` alike. */
const schemaFolder = new URL('../../schema/', import.meta.url);

/** Graphward's own SDL, each file under its name, so that problems can say `file:line`. */
export function loadTypeDefs(): DocumentNode[] {
  return readdirSync(fileURLToPath(schemaFolder))
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => parse(new Source(readFileSync(new URL(name, schemaFolder), 'utf8'), `schema/${name}`)));
}
