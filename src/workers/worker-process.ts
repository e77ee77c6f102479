import cluster, { type Worker } from 'node:cluster';
import { type FromPrimary, type FromWorker, fromWorker } from './messages.js';

export interface WorkerExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not start, if it said so. */
  readonly reason: string | null;
  /** How long it listened, in milliseconds; 0 if it never did. */
  readonly listenedMs: number;
}

/** One worker, from its start to its end. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  /** Resolves with its address; rejects with its reason when it ends before it listens. */
  readonly listening: Promise<string>;
  readonly exited: Promise<WorkerExit>;
  isListening(): boolean;
  send(message: FromPrimary): void;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a worker: the program that this process runs, with these variables beside the present ones. */
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
      // The system could not start it, so that there is no exit.
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
    // One that has just died need not hear it.
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
