#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { shareGraphqlWith } from './shared-graphql.js';

// Before anything loads graphql: a schema is readable only by the copy that made it.
const { values, positionals } = parseArgs({ options: { schema: { type: 'string' } }, strict: false });
if (positionals[0] === 'access' && typeof values.schema === 'string') shareGraphqlWith(values.schema);

await import('./program.js');
