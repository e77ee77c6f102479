import { constants } from 'node:os';

const stopWithinMs = 10_000;
const stopSignals = ['SIGTERM', 'SIGINT'] as const;

/** Makes every file that this process creates readable and writable by its user alone. */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}

export interface StopSignals {
  /** From now on, a signal stops in order, with exit code 0. A second one, or ten seconds, end it at once, with 1. */
  stopInOrder(stop: () => Promise<void>): void;
}

/**
 * Handles SIGTERM and SIGINT from the start of the process to its end. Until there is something to stop, a signal
 * exits at once; without a handler, the first process of a container would ignore it.
 */
export function handleStopSignals(announce: (signal: string) => void = () => undefined): StopSignals {
  let handle = (signal: NodeJS.Signals): void => process.exit(128 + constants.signals[signal]);
  // One listener throughout: Node loses a signal that arrives while one listener takes the place of another.
  for (const name of stopSignals) process.on(name, (signal) => handle(signal));
  return {
    stopInOrder: (stop) => {
      handle = stopper(stop, announce);
    },
  };
}

/** Stops a worker when its primary says so. A terminal's Ctrl-C reaches all processes, and is the primary's to handle. */
export function stopOnWord(stop: () => Promise<void>): void {
  process.on('SIGTERM', stopper(stop));
  process.on('SIGINT', () => undefined);
}

function stopper(stop: () => Promise<void>, announce: (signal: string) => void = () => undefined) {
  let stopping = false;
  return (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    announce(signal);
    // Keeps the process alive: a stop that hangs with nothing to wait for would let it exit with 0.
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

/** What went wrong, for whoever started the program; stacks are for bugs only. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Of a syntax error in SDL: the file, the line and the text around it.
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
