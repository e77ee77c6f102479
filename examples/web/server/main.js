import { serve } from 'graphward';
import directory from './directory.js';

await serve({ modules: [directory] });
