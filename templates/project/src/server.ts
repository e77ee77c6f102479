import { serve } from 'graphward';
import modules from './modules.js';

await serve({ modules });
