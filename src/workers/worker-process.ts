import cluster, { type Worker } from 'node:cluster';
import { type FromPrimary, type FromWorker, fromWorker } from './messages.js';

export interface WorkerExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it failed to start, if it reported a reason. */
  readonly reason: string | null;
  /** How long it listened, in milliseconds; 0 if it never did. */
  readonly listenedMs: number;
}

export interface WorkerProcess {
  readonly pid: number | undefined;
  /** Resolves with the worker's address; rejects with the reason when it exits before it listens. */
  readonly listening: Promise<string>;
  readonly exited: Promise<WorkerExit>;
  isListening(): boolean;
  send(message: FromPrimary): void;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a worker, which runs the same program as this process with additional environment variables. */
export function startWorkerProcess(
  env: Readonly<Record<string, string>>,
  onMessage: (message: FromWorker, from: WorkerProcess) => void,
): WorkerProcess {
  const child: Worker = cluster.fork(env);
  let listeningSince: number | undefined;
  let hasExited = false;
  let reason: string | null = null;

  const exited = new Promise<WorkerExit>((resolve) => {
    const end = (code: number | null, signal: string | null) => {
      hasExited = true;
      const listenedMs = listeningSince === undefined ? 0 : performance.now() - listeningSince;
      resolve({ code, signal, reason, listenedMs });
    };
    child.on('exit', end);
    child.on('error', (error) => {
      // The process could not be started, so there is no `exit` event.
      if (child.process.pid !== undefined) return;
      reason = error.message;
      end(null, null);
    });
  });
  const listening = new Promise<string>((resolve, reject) => {
    child.on('message', (raw: unknown) => {
      const { data: message } = fromWorker.safeParse(raw);
      if (!message) return;
      if (message.graphward === 'failed') reason = message.reason;
      if (message.graphward === 'listening') {
        listeningSince = performance.now();
        resolve(message.url);
      }
      onMessage(message, worker);
    });
    void exited.then((exit) => reject(new Error(exit.reason ?? describeExit(exit))));
  });

  const worker: WorkerProcess = {
    pid: child.process.pid,
    listening,
    exited,
    isListening: () => listeningSince !== undefined && !hasExited,
    // The worker may have exited.
    send: (message) => {
      if (child.isConnected()) child.send(message, () => undefined);
    },
    kill: (signal) => void child.process.kill(signal),
  };
  return worker;
}

function describeExit({ code, signal }: WorkerExit): string {
  return `A worker failed to start (${signal ?? `exit code ${code ?? 'unknown'}`}).`;
}
