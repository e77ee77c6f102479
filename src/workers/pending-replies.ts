/** Requests to another process that have no reply yet. */
export interface PendingReplies<Reply> {
  /** @returns the reply; null when it does not arrive in time */
  ask(send: (request: number) => void): Promise<Reply | null>;
  settle(request: number, reply: Reply | null): void;
}

export function createPendingReplies<Reply>(timeoutMs: number): PendingReplies<Reply> {
  const waiting = new Map<number, (reply: Reply | null) => void>();
  let last = 0;

  function settle(request: number, reply: Reply | null): void {
    waiting.get(request)?.(reply);
    waiting.delete(request);
  }

  return {
    settle,
    ask: async (send) => {
      const request = (last += 1);
      const timeout = setTimeout(() => settle(request, null), timeoutMs);
      try {
        return await new Promise<Reply | null>((resolve) => {
          waiting.set(request, resolve);
          send(request);
        });
      } finally {
        clearTimeout(timeout);
      }
    },
  };
}
