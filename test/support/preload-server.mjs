// Loads the server's modules, then waits for input on standard input before the server starts, so that its start-up does
// not include the time to load them.
import { once } from 'node:events';

await import('../../dist/serve.js');
await once(process.stdin, 'data');
