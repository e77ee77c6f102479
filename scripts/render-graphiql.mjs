// Renders the GraphiQL page into dist/, so that whoever installs the package does not install GraphiQL's server.
import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { graphiqlOptions, narrowScreens } from '../dist/http/graphiql-options.js';

const dist = new URL('../dist/', import.meta.url);
const html = renderGraphiQL(graphiqlOptions).replace('</head>', () => `${narrowScreens}</head>`);
writeFileSync(new URL('graphiql.html', dist), html);

const graphiql = join(createRequire(import.meta.url).resolve('@graphql-yoga/render-graphiql'), '../..');
copyFileSync(join(graphiql, 'LICENSE'), new URL('graphiql.LICENSE', dist));
