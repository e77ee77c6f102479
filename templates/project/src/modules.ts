import { cities } from './cities.js';

/** For `serve`, and for commands such as `npx graphward access --modules dist/src/modules.js`. */
export default [cities];
