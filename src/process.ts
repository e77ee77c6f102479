const stopWithinMs = 10_000;

/** Stops in order at SIGTERM or SIGINT; the second signal, or ten seconds, end it at once. */
export function stopOnSignals(
  stop: () => Promise<void>,
  announce: (signal: string) => void = () => undefined,
): void {
  const onSignal = stopper(stop, announce);
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** As a worker stops: when its primary says so. A terminal's Ctrl-C reaches all of them, and is the primary's to handle. */
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
    setTimeout(() => process.exit(1), stopWithinMs).unref();
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
    return `Port ${port ?? ''} is in use. Stop what uses it, or set PORT to another one.`;
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} needs privileges. Set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || (code === 'ENOTFOUND' && port === undefined))
    return `HOST is no address of this machine (${error.message}). Set it to one, for example 127.0.0.1 or 0.0.0.0.`;
  return error.constructor === TypeError || error instanceof RangeError
    ? (error.stack ?? error.message)
    : error.message;
}
