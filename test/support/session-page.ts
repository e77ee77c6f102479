/** A page with the built client, and its tabs in a browser. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { OperationResult, Session, SessionSnapshot } from '@graphward/client';
import type { BrowserContext, Page } from 'playwright-core';
import { defineModule } from '../../src/modules/index.js';
import type { Person } from './graphward.js';

interface PageFile {
  readonly type: string;
  readonly text: string;
}

const clientFolder = join(__dirname, '../../packages/client/dist');

/** The page, its script and the files of the client, which browsers load as they are. With `?idle`, the test starts the session. */
function pageFile(path: string): PageFile | null {
  if (path === '/app')
    return {
      type: 'text/html',
      text: '<!doctype html><title>App</title><script type="module" src="/app/page.js"></script>',
    };
  if (path === '/app/page.js')
    return {
      type: 'text/javascript',
      text: `import { createSession } from '/app/client/index.js';
        const parameters = new URLSearchParams(location.search);
        globalThis.session = createSession({ url: parameters.get('api') ?? '/graphql' });
        if (!parameters.has('idle')) session.start().catch(() => null);`,
    };
  const [, file] = /^\/app\/client\/([\w-]+\.js)$/.exec(path) ?? [];
  return file === undefined
    ? null
    : { type: 'text/javascript', text: readFileSync(join(clientFolder, file), 'utf8') };
}

/** Serves the page at `/app` of a Graphward server. */
export const sessionPage = defineModule({
  name: 'session-page',
  routes: (server) => {
    server.get('/app*', (request, reply) => {
      const file = pageFile(new URL(request.url, 'http://localhost').pathname);
      if (!file) return reply.code(404).send();
      return reply
        .headers({
          'content-type': file.type,
          'content-security-policy': "default-src 'none'; script-src 'self'; connect-src 'self'",
        })
        .send(file.text);
    });
  },
});

/** Starts a server with nothing but the page, for an origin other than the API's. */
export async function servePage(): Promise<{ port: number; stop: () => void }> {
  const server = createServer((request, response) => {
    const file = pageFile(new URL(request.url ?? '/', 'http://localhost').pathname);
    response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' }).end(file?.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port, stop };
}

declare const session: Session;

interface Me {
  me: { email: string; roles: string[] } | null;
}

/** One tab with the page. */
export class Tab {
  readonly page: Page;
  /** The bodies of the requests to the API so far. */
  readonly requests: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('request', (request) => {
      if (request.method() === 'POST') this.requests.push(request.postData() ?? '');
    });
  }

  /** @param prepare runs before the page does */
  static async open(
    context: BrowserContext,
    url: string,
    prepare: (page: Page) => Promise<void> = () => Promise.resolve(),
  ): Promise<Tab> {
    const page = await context.newPage();
    await prepare(page);
    const tab = new Tab(page);
    await page.goto(url);
    await tab.hasStarted();
    return tab;
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.hasStarted();
  }

  private async hasStarted(): Promise<void> {
    await this.page.waitForFunction(() => 'session' in globalThis && session.snapshot.status !== 'starting');
  }

  get refreshes(): number {
    return this.requests.filter((body) => body.includes('mutation Refresh')).length;
  }

  signIn({ email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
    return this.page.evaluate(
      async (input) => {
        await session.login(input);
      },
      { email, password },
    );
  }

  signOut(): Promise<void> {
    return this.page.evaluate(() => session.logout());
  }

  snapshot(): Promise<SessionSnapshot> {
    return this.page.evaluate(() => session.snapshot);
  }

  /** Resolves when the snapshot is like this. */
  async becomes(expected: Partial<Pick<SessionSnapshot, 'status' | 'online'>>): Promise<void> {
    await this.page.waitForFunction(
      (wanted) =>
        Object.entries(wanted).every(
          ([name, value]) => session.snapshot[name as keyof SessionSnapshot] === value,
        ),
      expected,
    );
  }

  /** The address of the viewer, as the API says; the code of the error if there is none. */
  async ask(): Promise<string> {
    const [result = ''] = await this.askTimes(1);
    return result;
  }

  /** Sends this many operations at once. */
  askTimes(count: number): Promise<string[]> {
    return this.page.evaluate(
      (times) =>
        Promise.all(
          Array.from({ length: times }, () =>
            session.execute<Me>('{ me { email roles } }').then(
              ({ data, errors }: OperationResult<Me>) =>
                data?.me ? [data.me.email, ...data.me.roles].join(' ') : String(errors[0]?.code),
              (error: unknown) => (error as { code: string }).code,
            ),
          ),
        ),
      count,
    );
  }
}
