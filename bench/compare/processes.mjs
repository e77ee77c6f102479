// Processes of the benchmark, each on its core where the machine has two.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

const startWithinMs = 30_000;
/** USER_HZ, which is 100 on every platform that Node supports. */
const clockTicksPerSecond = 100;
const cores = { server: '0', load: '1' };

/** Whether servers and load run on cores of their own. */
export const isPinned =
  availableParallelism() >= 2 &&
  Object.values(cores).every((core) => spawnSync('taskset', ['-c', core, 'true']).status === 0);

/** Starts a Node program on the core for servers, the one for load, or any, with its output in a file. */
export function startProcess(program, { core, options = [], env = {}, output, ipc = false }) {
  const command = [process.execPath, program, ...options];
  const [file, ...rest] = isPinned && core in cores ? ['taskset', '-c', cores[core], ...command] : command;
  const descriptor = openSync(output, 'w');
  const child = spawn(file, rest, {
    env: { ...process.env, ...env },
    stdio: ['ignore', descriptor, descriptor, ...(ipc ? ['ipc'] : [])],
  });
  closeSync(descriptor);
  return child;
}

/** CPU seconds that all threads of a process have used so far; null where the kernel does not say. */
export function cpuSecondsOf({ pid }) {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
    return (Number(user) + Number(system)) / clockTicksPerSecond;
  } catch {
    return null;
  }
}

export async function stopProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const stopped = once(child, 'exit');
  child.kill('SIGTERM');
  const giveUp = pause(3_000, 'late', { ref: false });
  if ((await Promise.race([stopped, giveUp])) === 'late') child.kill('SIGKILL');
}

/** Waits until a process listens on its port. @throws Error with the process's output when it exits first */
export function untilListening(child, port, output) {
  return until(child, output, () => accepts(port));
}

/** Waits until a process has written a line that matches, and returns the first group. */
export function untilWritten(child, pattern, output) {
  return until(child, output, () => pattern.exec(readFileSync(output, 'utf8'))?.[1] ?? null);
}

async function until(child, output, find) {
  const giveUpAt = Date.now() + startWithinMs;
  while (Date.now() < giveUpAt) {
    const found = await find();
    if (found) return found;
    if (child.exitCode !== null) break;
    await pause(50);
  }
  throw new Error(`${child.spawnargs.join(' ')} did not start:\n${readFileSync(output, 'utf8')}`);
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
