import type { Browser, BrowserContext } from 'playwright-core';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { createTestClock } from '../support/clock.js';
import { until } from '../support/embedded-mongodb.js';
import {
  freshDatabaseUri,
  operator,
  type Person,
  startGraphward,
  type TestServer,
} from '../support/graphward.js';
import { describeWith } from '../support/installed-programs.js';
import { cleanUpProcesses } from '../support/process.js';
import { servePage, sessionPage, Tab } from '../support/session-page.js';
import { takePort } from '../support/take-port.js';
import { createCertificate } from './certificate.js';
import { startNginx } from './gateway.js';

const clock = createTestClock();
const accessTokenTtl = 600;
/** A browser is slow on a busy machine. */
const patienceMs = 60_000;

describeWith('nginx', 'openssl')('behind nginx with TLS', () => {
  describeInChromium('a session in Chromium', () => {
    let browser: Browser;
    let context: BrowserContext;
    let servers: TestServer[];
    let page: Awaited<ReturnType<typeof servePage>>;
    let alice: Person;
    let apiUrl: string;
    let appUrl: string;

    beforeAll(async () => {
      const [api, app] = [await takePort(), await takePort()];
      for (const { release } of [api, app]) release();
      apiUrl = `https://api.example.com:${api.port}`;
      appUrl = `https://app.example.com:${app.port}`;
      const database = freshDatabaseUri();
      const env = { TRUST_PROXY: '127.0.0.1', CORS_ORIGINS: appUrl, ISSUER: apiUrl };
      const start = () => startGraphward({ clock, database, env, modules: [sessionPage] });
      servers = [await start(), await start()];
      page = await servePage();
      startNginx(configurationOf({ apiPort: api.port, appPort: app.port, pagePort: page.port, servers }));
      browser = await launchChromium('--host-resolver-rules=MAP *.example.com 127.0.0.1');
      await until(() => isUp(`http://127.0.0.1:${api.port}`));
    }, patienceMs);
    afterAll(async () => {
      await browser.close();
      page.stop();
      for (const server of servers) await server.stop();
      await cleanUpProcesses();
    });
    beforeEach(async () => {
      context = await browser.newContext({ ignoreHTTPSErrors: true });
      context.setDefaultTimeout(patienceMs / 2);
      const [first] = servers;
      alice = (await first?.signUp('alice')) ?? alice;
    });
    afterEach(() => context.close());

    const seenByAlice = (role = 'USER') => `${alice.email} ${role}`;
    const refreshesOn = (server: TestServer) =>
      server.logLines.filter(({ event, userId }) => event === 'refresh' && userId === alice.id).length;
    const rotations = () => servers.reduce((sum, server) => sum + refreshesOn(server), 0);
    /** One page on the API's own origin, and one on another origin of the same site. */
    const pages = [
      ['the origin of the API', () => `${apiUrl}/app`],
      [
        'another origin of the same site',
        () => `${appUrl}/app?api=${encodeURIComponent(`${apiUrl}/graphql`)}`,
      ],
    ] as const;

    it.each(pages)(
      'of a page on %s is one session on two servers: reload, expiry in two tabs, roles, sign-out',
      async (_where, urlOf) => {
        const first = await Tab.open(context, urlOf());
        await first.signIn(alice);
        expect(await context.cookies()).toEqual([
          expect.objectContaining({
            name: '__Host-graphward-refresh',
            domain: 'api.example.com',
            httpOnly: true,
            secure: true,
            sameSite: 'Strict',
          }),
        ]);
        await first.reload();
        const second = await Tab.open(context, urlOf());

        const before = rotations();
        clock.advance(accessTokenTtl + 1);
        const results = await Promise.all([first.askTimes(20), second.askTimes(20)]);
        expect(new Set(results.flat())).toEqual(new Set([seenByAlice()]));
        expect(rotations() - before).toBe(1);

        await servers[0]?.app.services.users.setRoles(null, alice.id, ['EDITOR'], operator);
        await until(async () => (await second.ask()) === seenByAlice('EDITOR'));
        expect(await first.ask()).toBe(seenByAlice('EDITOR'));

        await first.signOut();
        await second.becomes({ status: 'signed-out' });
        expect(await context.cookies()).toEqual([]);
        expect(await second.ask()).toBe('UNAUTHENTICATED');
      },
      patienceMs,
    );

    it(
      'continues when one of the servers stops during work',
      async () => {
        const tab = await Tab.open(context, `${apiUrl}/app`);
        await tab.signIn(alice);
        const [, second] = servers;
        await second?.stop();
        for (let round = 0; round < 2; round += 1) {
          clock.advance(accessTokenTtl + 1);
          expect(new Set(await tab.askTimes(10))).toEqual(new Set([seenByAlice()]));
        }
        expect(await tab.snapshot()).toMatchObject({ status: 'signed-in', online: true });
      },
      patienceMs,
    );
  });
});

interface Ports {
  readonly apiPort: number;
  readonly appPort: number;
  readonly pagePort: number;
  readonly servers: readonly TestServer[];
}

/** Requests alternate between the servers. */
function configurationOf({ apiPort, appPort, pagePort, servers }: Ports): string {
  const { certificate, key } = createCertificate('api.example.com', 'app.example.com');
  const tls = `ssl_certificate ${certificate}; ssl_certificate_key ${key};`;
  const forwarded = `proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Proto https;`;
  return `
    upstream graphward {
      ${servers.map(({ url }) => `server ${new URL(url).host};`).join(' ')}
    }
    server {
      listen 127.0.0.1:${apiPort} ssl;
      ${tls}
      location / { proxy_pass http://graphward; proxy_next_upstream error timeout non_idempotent; ${forwarded} }
    }
    server {
      listen 127.0.0.1:${appPort} ssl;
      ${tls}
      location / { proxy_pass http://127.0.0.1:${pagePort}; ${forwarded} }
    }`;
}

/** nginx responds to plain HTTP on a TLS port with 400. */
const isUp = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );
