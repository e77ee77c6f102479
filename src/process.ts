import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';

const stopWithinMs = 10_000;
const stopSignals = ['SIGTERM', 'SIGINT'] as const;

/** Makes every file that this process creates readable and writable only by its user. */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}

export interface StopSignals {
  /**
   * Makes a signal stop the process gracefully, with exit code 0. A second signal, or a stop that takes longer than ten
   * seconds, exits with 1.
   */
  stopWith(stop: () => Promise<void>): void;
}

/**
 * Handles SIGTERM and SIGINT for the lifetime of the process. Until `stopWith` is called, a signal exits immediately;
 * without a handler, the first process of a container (PID 1) would ignore it.
 */
export function handleStopSignals(announce: (signal: string) => void = () => undefined): StopSignals {
  let handle = (signal: NodeJS.Signals): void => process.exit(128 + constants.signals[signal]);
  // The listener is never replaced, because Node loses a signal that arrives in between.
  for (const name of stopSignals) process.on(name, (signal) => handle(signal));
  return {
    stopWith: (stop) => {
      handle = createStopHandler(stop, announce);
    },
  };
}

/** Stops a worker on SIGTERM from the primary. Ignores Ctrl-C, which the terminal sends to workers, too. */
export function stopWhenPrimaryDoes(stop: () => Promise<void>): void {
  process.on('SIGTERM', createStopHandler(stop));
  process.on('SIGINT', () => undefined);
}

/**
 * Handles SIGHUP for the lifetime of the process, whose default action would end it: reloads, by default nothing. If the
 * terminal that the process was started from has been closed, which sends the same signal, stops instead.
 *
 * @param stop for a closed terminal
 * @returns a function that sets what to reload
 */
export function handleHangUps(stop: () => void): (reload: () => void) => void {
  const hadTerminal = process.stdin.isTTY || process.stdout.isTTY;
  let reload = (): void => undefined;
  process.on('SIGHUP', () => {
    if (hadTerminal && !hasTerminal()) stop();
    else reload();
  });
  return (newReload) => {
    reload = newReload;
  };
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

function createStopHandler(stop: () => Promise<void>, announce: (signal: string) => void = () => undefined) {
  let stopping = false;
  return (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    announce(signal);
    // The timer also keeps the process alive: if a stop hangs without pending work, Node would exit with 0.
    setTimeout(() => {
      process.stderr.write(`The server did not stop within ${stopWithinMs / 1_000} s.\n`);
      process.exit(1);
    }, stopWithinMs);
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explain(error)}\n`);
        process.exit(1);
      },
    );
  };
}

/** Explains an error to the person who started the program. Includes the stack only for a bug. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // For a syntax error in SDL, this includes the file, the line and the surrounding text.
  if (error.name === 'GraphQLError' && 'source' in error) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port ?? ''} is already in use. Stop the process that uses it, or set PORT to another port.`;
  if (code === 'EACCES' && port !== undefined)
    return `Listening on port ${port} requires elevated privileges. Set PORT to a port above 1023.`;
  if (code === 'EADDRNOTAVAIL' || (code === 'ENOTFOUND' && port === undefined))
    return `HOST is not an address of this machine (${error.message}). Set HOST to a local address, for example 127.0.0.1 or 0.0.0.0.`;
  return error.constructor === TypeError || error instanceof RangeError
    ? (error.stack ?? error.message)
    : error.message;
}
