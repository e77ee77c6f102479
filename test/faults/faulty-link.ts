import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A TCP proxy between one server and the database that injects network faults. */
export interface FaultyLink {
  /** The MongoDB URI for the server. */
  readonly uri: string;
  /** Delays all data by `ms` milliseconds. */
  delay(ms: number): void;
  /** Silently holds back all data until `mend`. */
  stall(): void;
  /** Closes every connection, including new ones, until `mend`. */
  cut(): void;
  /** Cuts the link instead of delivering the next message to the database that contains all of these texts. */
  cutBefore(...texts: string[]): void;
  /** Closes the connection that delivers such a message instead of delivering its response. */
  loseResponse(...texts: string[]): void;
  /** Stalls the link before it delivers such a message. */
  stallBefore(...texts: string[]): void;
  /** Resets every connection; new ones work. */
  reset(): void;
  mend(): void;
  isStalled(): boolean;
  isClosed(): boolean;
  close(): Promise<void>;
}

/** @param databaseUri the URI of a database that listens on a Unix socket */
export async function openFaultyLink(databaseUri: string): Promise<FaultyLink> {
  const [, host = ''] = /^mongodb:\/\/([^/]+)\//.exec(databaseUri) ?? [];
  const socketPath = decodeURIComponent(host);
  const sockets = new Set<Socket>();
  let delayMs = 0;
  let isCut = false;
  let trap: { readonly texts: readonly string[]; readonly spring: (client: Socket) => void } | null = null;
  /** The connection whose next response is lost. */
  let deaf: Socket | null = null;
  let stalled: PromiseWithResolvers | null = null;

  const end = (how: (socket: Socket) => unknown) => {
    for (const socket of sockets) how(socket);
  };
  const cut = () => {
    isCut = true;
    end((socket) => socket.destroy());
  };

  const stall = () => void (stalled ??= withResolvers());

  function pass(from: Socket, to: Socket, look: (chunk: Buffer) => void): void {
    let last = Promise.resolve();
    from.on('data', (chunk) => {
      look(chunk);
      if (isCut) return;
      const arrived = Promise.all([stalled?.promise, delayMs > 0 ? pause(delayMs) : undefined]);
      last = last
        .then(() => arrived)
        .then(() => {
          if (to.writable) to.write(chunk);
        });
    });
    from.on('close', () => void last.then(() => to.destroy()));
    from.on('error', () => undefined);
  }

  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const database = connect(socketPath);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    pass(client, database, (chunk) => {
      if (trap?.texts.every((text) => chunk.includes(text))) trap.spring(client);
    });
    pass(database, client, () => {
      if (client === deaf) client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const mend = () => {
    delayMs = 0;
    isCut = false;
    trap = null;
    stalled?.resolve();
    stalled = null;
  };
  return {
    uri: databaseUri.replace(host, `127.0.0.1:${port}`),
    delay: (ms) => (delayMs = ms),
    stall,
    cut,
    cutBefore: (...texts) => (trap = { texts, spring: cut }),
    loseResponse: (...texts) => {
      trap = {
        texts,
        spring: (client) => {
          trap = null;
          deaf = client;
        },
      };
    },
    stallBefore: (...texts) => (trap = { texts, spring: stall }),
    reset: () => end((socket) => (socket.remoteAddress ? socket.resetAndDestroy() : socket.destroy())),
    mend,
    isStalled: () => stalled !== null,
    isClosed: () => !server.listening,
    close: async () => {
      mend();
      cut();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
