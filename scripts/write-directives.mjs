// Writes the SDL of the engine's directives to schema/directives.graphql.
import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

const source = 'packages/authorization/src/policy/type-defs.ts';
const root = new URL('../', import.meta.url);

// Compiled here, so that nothing needs to be built first.
const compilerOptions = { module: ts.ModuleKind.ESNext };
const { outputText } = ts.transpileModule(readFileSync(new URL(source, root), 'utf8'), { compilerOptions });
const { authorizationTypeDefs } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);

const notice = `# Generated from ${source} by \`npm run generate\`. Do not edit.`;
writeFileSync(new URL('schema/directives.graphql', root), `${notice}\n\n${authorizationTypeDefs}`);
