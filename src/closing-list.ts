/** What has been opened, to be closed the other way round, once. */
export function createClosingList() {
  const closers: (() => Promise<unknown>)[] = [];
  let closed: Promise<void> | undefined;
  const closeInTurn = async () => {
    for (const close of closers.reverse()) await close();
  };
  return {
    hasBegun: () => closed !== undefined,
    add: (close: () => Promise<unknown>): void => void closers.push(close),
    closeAll: (): Promise<void> => (closed ??= closeInTurn()),
  };
}
