// Whether a server's memory grows: its heap after many requests, relative to after a few. node bench/heap.mjs [requests]
import { once } from 'node:events';
import { register } from './compare/client.mjs';
import { startEnvironment } from './compare/environment.mjs';
import { peers } from './compare/peers.mjs';
import { requestsOf } from './compare/requests.mjs';
import { workloads } from './compare/workloads.mjs';

const few = 10_000;
const total = Number(process.argv[2] ?? 1_000_000);
const limit = 1.1;
const graphward = peers.find(({ name }) => name === 'graphward');
const workload = workloads.find(({ name }) => name === 'me');

const environment = await startEnvironment([{ ...graphward, file: 'heap-reporter.mjs', ipc: true }]);
try {
  const { port, child } = environment.servers.get('graphward');
  const requests = await requestsOf(workload, port, await register(port, environment.settings.JWT_SECRET));
  let sent = 0;
  const sendUntil = async (count) => {
    while (sent < count) {
      const { responses } = await environment.run({ requests, seconds: 1, status: 200 });
      sent += responses;
      process.stderr.write(`\r${sent.toLocaleString('en')} requests`);
    }
    child.send('heap');
    const [bytes] = await once(child, 'message');
    process.stderr.write('\n');
    console.log(`after ${sent.toLocaleString('en')} requests: ${(bytes / 2 ** 20).toFixed(1)} MiB`);
    return bytes;
  };
  const before = await sendUntil(few);
  const after = await sendUntil(total);
  console.log(`ratio ${(after / before).toFixed(2)} (at most ${limit})`);
  if (after / before > limit) process.exitCode = 1;
} finally {
  await environment.stop();
}
