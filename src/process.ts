const stopWithinMs = 10_000;

/** Stops in order at SIGTERM or SIGINT; the second signal, or ten seconds, end it at once. */
export function stopOnSignals(
  stop: () => Promise<void>,
  announce: (signal: string) => void = () => undefined,
): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
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
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** What went wrong, for whoever started the program; stacks are for bugs only. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port ?? ''} is in use. Stop what uses it, or set PORT to another one.`;
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} needs privileges. Set PORT to one above 1023.`;
  return error.constructor === TypeError || error instanceof RangeError
    ? (error.stack ?? error.message)
    : error.message;
}
