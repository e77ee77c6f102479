interface Events {
  addEventListener?: (type: 'online', listener: () => void) => void;
  removeEventListener?: (type: 'online', listener: () => void) => void;
}

/** Calls the listener when the browser gets a connection again. @returns a function that stops this */
export function onReconnect(listener: () => void): () => void {
  const events = globalThis as Events;
  events.addEventListener?.('online', listener);
  return () => events.removeEventListener?.('online', listener);
}
