// Graphward, which reports the size of its live heap when it is asked to. Used by bench/heap.mjs.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

process.on('message', () => {
  collectGarbage();
  process.send(process.memoryUsage().heapUsed);
});
await import('./graphward.mjs');
