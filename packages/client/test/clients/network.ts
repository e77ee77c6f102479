/** What happens to a request on its way: it is passed `send`, which returns the server's response. */
export type Fault = (send: () => Promise<Response>) => Promise<Response>;

/** The network between a client and a live server. */
export interface Network {
  readonly fetch: typeof fetch;
  /** The names of the operations sent so far, in order. */
  readonly sent: string[];
  /** The access tokens sent so far, in order. */
  readonly tokens: (string | null)[];
  /** Applies the faults, one each, to the next requests that execute this operation. */
  disturb(operationName: string, ...faults: Fault[]): void;
}

export function createNetwork(): Network {
  const sent: string[] = [];
  const tokens: (string | null)[] = [];
  const faults = new Map<string, Fault[]>();
  return {
    sent,
    tokens,
    disturb: (name, ...more) => void faults.set(name, more),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const name = operationNameOf(await request.clone().text());
      sent.push(name);
      tokens.push(request.headers.get('authorization'));
      const fault = faults.get(name)?.shift();
      return fault ? fault(() => fetch(request)) : fetch(request);
    },
  };
}

function operationNameOf(body: string): string {
  return /(?:query|mutation) (\w+)/.exec(body)?.[1] ?? '';
}

/** The request does not reach the server. */
export const down: Fault = () => Promise.reject(new TypeError('fetch failed'));

/** The server executes the request, but its response is lost. */
export const lost: Fault = async (send) => {
  await send();
  throw new TypeError('fetch failed');
};

/** Something between client and server responds. */
export const respond =
  (status: number, body: unknown, headers: Record<string, string> = {}): Fault =>
  () =>
    Promise.resolve(
      new Response(typeof body === 'string' ? body : JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json', ...headers },
      }),
    );

/** The response that rejects a request because of its token. */
export const rejected = (reason: string): Fault =>
  respond(401, { errors: [{ message: 'Rejected.', extensions: { code: 'UNAUTHENTICATED', reason } }] });

/** Holds a request back until `release` is called. */
export function heldBack(): { fault: Fault; arrived: Promise<void>; release: () => void } {
  let arrive = (): void => undefined;
  let release = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const fault: Fault = async (send) => {
    arrive();
    await released;
    return send();
  };
  return { fault, arrived, release };
}
