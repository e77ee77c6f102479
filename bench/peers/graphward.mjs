// Graphward as shipped, with a module, as `npm start` runs it. With --open, the module's SDL has no @auth.
import { serve } from '../../dist/index.js';
import { openTypeDefs, protectedTypeDefs, resolvers } from './schema.mjs';

const sdl = process.argv.includes('--open') ? openTypeDefs : protectedTypeDefs;
const typeDefs = sdl.replace('type Query', 'extend type Query');

await serve({ modules: [{ name: 'benchmark.graphql', typeDefs, resolvers }] });
