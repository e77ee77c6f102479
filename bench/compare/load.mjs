// The load generator, a process of its own: runs one job at a time and reports the rate of responses.
import { once } from 'node:events';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { httpRequest } from './http-request.mjs';
import { createResponseReader } from './response-reader.mjs';

process.on('message', async (job) => {
  try {
    process.send({ result: await run(job) });
  } catch (error) {
    process.send({ error: error.message });
  }
});

/**
 * Keeps one request in progress per connection for some seconds, or until there are enough responses.
 *
 * @param requests one per connection, as `{ port, token, operation }`
 * @param status the expected status, or a list of expected ones
 * @param refreshes whether each request must carry the refresh token of the response before it
 * @param withLatencies whether to return the responses by status, with the latency of each in milliseconds
 */
async function run({ requests, seconds, maxResponses = Infinity, status, refreshes, withLatencies = false }) {
  const { port } = requests[0];
  const sockets = await Promise.all(requests.map(() => open(port)));
  const counted = { responses: 0, unexpected: null, latencies: withLatencies ? {} : null };
  const startedAt = performance.now();
  const usageBefore = process.cpuUsage();
  const state = { isRunning: true };
  const enough = new Promise((resolve) => {
    state.onResponse = () => counted.responses >= maxResponses && resolve();
  });
  const idle = sockets.map((socket, index) =>
    sendUntilStopped(socket, {
      request: requests[index],
      expected: [status].flat(),
      refreshes,
      counted,
      state,
    }),
  );
  await Promise.race([pause(seconds * 1000), enough, ...idle]);
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(usageBefore);
  const rate = counted.responses / elapsedSeconds;
  state.isRunning = false;
  // Nothing may be left for the server to do when the next one is measured.
  await Promise.all(idle);
  for (const socket of sockets) socket.destroy();
  if (counted.unexpected !== null) throw new Error(`The server responded with ${counted.unexpected}.`);
  const loadUtilization = (user + system) / 1e6 / elapsedSeconds;
  return { rate, responses: counted.responses, latencies: counted.latencies, loadUtilization };
}

async function open(port) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

function sendUntilStopped(socket, { request, expected, refreshes, counted, state }) {
  return new Promise((resolve) => {
    let bytes = httpRequest(request);
    let sentAt = performance.now();
    const read = createResponseReader(
      (actual, text) => {
        counted.responses += 1;
        state.onResponse();
        if (!expected.includes(actual)) counted.unexpected ??= `status ${actual}`;
        if (counted.latencies) (counted.latencies[actual] ??= []).push(performance.now() - sentAt);
        if (refreshes) bytes = nextRefresh(request, text, counted);
        if (!state.isRunning || counted.unexpected !== null) return resolve();
        sentAt = performance.now();
        socket.write(bytes);
      },
      { keepText: refreshes },
    );
    socket.on('data', read);
    socket.on('close', () => {
      if (state.isRunning) counted.unexpected ??= 'the end of a connection';
      resolve();
    });
    socket.write(bytes);
  });
}

function nextRefresh(request, text, counted) {
  const [, refreshToken] = /"refreshToken":"([^"]+)"/.exec(text) ?? [];
  if (!refreshToken) counted.unexpected ??= 'no refresh token';
  const { query } = request.operation;
  return httpRequest({ ...request, operation: { query, variables: { input: { refreshToken } } } });
}
