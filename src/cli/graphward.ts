#!/usr/bin/env node
import { shareGraphqlWith } from './shared-graphql.js';

// Before anything loads graphql: a schema is readable only by the copy that made it.
const [command, ...args] = process.argv.slice(2);
const index = args.findIndex((arg) => /^--schema(=|$)/.test(arg));
const schemaFile = args[index]?.split('=')[1] ?? args[index + 1];
if (command === 'access' && index >= 0 && schemaFile) shareGraphqlWith(schemaFile);

await import('./program.js');
