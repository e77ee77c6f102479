import { type FromWorker, fromPrimary } from './messages.js';

/** What a worker knows of the others through its primary. */
export interface FleetLink {
  /** Whether all workers listen. */
  isComplete(): boolean;
  /** The metrics of all workers together. */
  metrics(): Promise<string>;
  reportListening(url: string): void;
}

/** Talks with the primary over the channel that node:cluster opened. */
export function openFleetLink(): FleetLink {
  const wanted = new Map<number, (text: string | null) => void>();
  let complete = false;
  let requests = 0;
  const tell = (message: FromWorker) => process.send?.(message);

  process.on('message', (raw) => {
    const { data: message } = fromPrimary.safeParse(raw);
    if (message?.graphward === 'fleet') complete = message.complete;
    if (message?.graphward === 'metrics') {
      wanted.get(message.request)?.(message.text);
      wanted.delete(message.request);
    }
  });

  return {
    isComplete: () => complete,
    reportListening: (url) => tell({ graphward: 'listening', url }),
    metrics: async () => {
      requests += 1;
      const request = requests;
      const text = await new Promise<string | null>((resolve) => {
        wanted.set(request, resolve);
        tell({ graphward: 'metrics wanted', request });
      });
      if (text === null) throw new Error('The metrics of the workers could not be gathered.');
      return text;
    },
  };
}
