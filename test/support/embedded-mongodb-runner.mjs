// Starts the built embedded MongoDB as a server would, so that a test can stop or kill such a server.
import pino from 'pino';
import { startEmbeddedMongodb } from '../../dist/embedded-mongodb/index.js';

const log = pino(
  { level: 'debug' },
  { write: (line) => process.send({ type: 'log', line: JSON.parse(line) }) },
);

process.once('disconnect', () => process.exit());

try {
  const mongodb = await startEmbeddedMongodb({ ...JSON.parse(process.argv[2]), log });
  process.on('message', async () => {
    await mongodb.stop();
    process.exit();
  });
  process.send({ type: 'started', uri: mongodb.uri, pid: mongodb.pid });
} catch ({ name, message }) {
  process.send({ type: 'failed', name, message }, () => process.exit(1));
}
