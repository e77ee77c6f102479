// Graphward with articles: `node examples/articles/main.mjs`, with the same settings as Graphward itself.
import { serve } from 'graphward';
import modules from './module.mjs';

await serve({ modules });
