import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';
import { type HostReport, type HostSettings, stopMessage } from './host-messages.js';

export interface EngineExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The reason that the process reported, or else the end of its stderr. */
  readonly reason: string;
  /** How long it served, in milliseconds; 0 if it never became ready. */
  readonly servedMs: number;
}

/** A process that has the engine open. */
export interface EngineProcess {
  readonly pid: number | undefined;
  /** Rejects with an EmbeddedMongodbError when the process exits before it is ready. */
  readonly ready: Promise<void>;
  readonly exited: Promise<EngineExit>;
  stop(): Promise<void>;
}

export interface EngineProcessOptions {
  readonly settings: HostSettings;
  readonly env: Record<string, string>;
  readonly log: Logger;
}

// Longer than the time that the process allows itself to close.
const stopTimeoutMs = 12_000;
const maxStderrCharacters = 2_000;

/** Forks `host.ts`. */
export function startEngineProcess({ settings, env, log }: EngineProcessOptions): EngineProcess {
  const host = fileURLToPath(new URL('./host.js', import.meta.url));
  const stdio = ['ignore', 'ignore', 'pipe', 'ipc'] as const;
  const child = fork(host, [JSON.stringify(settings)], { env, execArgv: [], stdio: [...stdio] });

  let servingSince: number | undefined;
  let reason: string | undefined;
  const stderr = followEnd(child);

  const exited = new Promise<EngineExit>((resolve) => {
    const end = (exitCode: number | null, signal: NodeJS.Signals | null) => {
      const servedMs = servingSince === undefined ? 0 : performance.now() - servingSince;
      resolve({ exitCode, signal, reason: reason ?? stderr(), servedMs });
    };
    child.once('close', end);
    child.on('error', (error) => {
      reason = error.message;
      if (child.pid === undefined) end(null, null);
    });
  });

  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      const report = message as HostReport;
      if (report.type === 'swept') logSweep(log, report);
      if (report.type === 'failed') reason = report.reason;
      if (report.type !== 'ready') return;
      servingSince = performance.now();
      resolve();
    });
    void exited.then((exit) => reject(new EmbeddedMongodbError(reason ?? describeExit(exit, settings))));
  });

  return {
    pid: child.pid,
    ready,
    exited,
    stop: async () => {
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      if (child.connected) child.send(stopMessage, () => undefined);
      await exited;
      clearTimeout(timer);
    },
  };
}

function followEnd({ stderr }: ChildProcess): () => string {
  let end = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    end = (end + text).slice(-maxStderrCharacters);
  });
  return () => end.trim();
}

function describeExit({ exitCode, signal, reason }: EngineExit, { databaseFolder }: HostSettings): string {
  const how = signal ?? `exit code ${exitCode ?? 'unknown'}`;
  return `The embedded MongoDB exited while opening ${databaseFolder} (${how}). ${reason}`.trimEnd();
}

function logSweep(log: Logger, { deleted, failures }: HostReport & { type: 'swept' }): void {
  if (failures.length > 0)
    log.warn({ failures }, 'The embedded MongoDB could not delete all expired documents');
  if (deleted > 0) log.debug({ deleted }, 'The embedded MongoDB deleted expired documents');
}
