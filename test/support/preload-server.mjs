// Loads what a server is made of, then waits for a word on standard input: a server started with this begins
// to start, for its data folder and all the world, only then, without the time that loading takes.
import { once } from 'node:events';

await import('../../dist/serve.js');
await once(process.stdin, 'data');
