// Graphward with an issue tracker: `node examples/tenants/dist/main.js`, with the same settings as Graphward itself.
import { serve } from 'graphward';
import modules from './module.js';

await serve({ modules });
