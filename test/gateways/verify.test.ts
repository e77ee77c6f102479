import { defineModule } from '../../src/modules/index.js';
import { eventually } from '../support/eventually.js';
import { type Person, startGraphward, type TestServer, useGraphward } from '../support/graphward.js';
import { describeWith } from '../support/installed-programs.js';
import {
  cleanUpProcesses,
  type ServerProcess,
  sharedDatabase,
  startServerProcess,
} from '../support/process.js';
import { sendLines } from '../support/raw-request.js';
import { logOut } from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';
import { type Gateway, type GatewayName, startGateway } from './gateway.js';
import { type ReceivedRequest, startRecordingService } from './recording-service.js';

const gateways: readonly GatewayName[] = ['nginx', 'caddy'];

/** Grants many scopes to users whose claims are refreshed afterwards. */
const scopesOf = new Map<string, string[]>();
const scopes = defineModule({
  name: 'scopes',
  typeDefs: 'extend type Query { unused: Int @public }',
  claims: ({ id }) => ({ scopes: scopesOf.get(id) ?? [] }),
});

type Service = Awaited<ReturnType<typeof startRecordingService>>;

const bearer = (person: Pick<Person, 'accessToken'>) => `Authorization: Bearer ${person.accessToken}`;

/** What the service could take for the viewer's identity, however it reads header names. */
function identityIn({ headers }: ReceivedRequest): string[] {
  return headers
    .map(([name, value]) => `${name.toLowerCase().replaceAll('_', '-')}: ${value}`)
    .filter((line) => /^x-graphward-(user|roles|scopes|session): ./.test(line))
    .sort();
}

function identityOf(person: Person, roles: string, scope?: string): string[] {
  const { sid } = takeApart(person.accessToken).claims;
  return [
    `x-graphward-roles: ${roles}`,
    ...(scope === undefined ? [] : [`x-graphward-scopes: ${scope}`]),
    `x-graphward-session: ${String(sid)}`,
    `x-graphward-user: ${person.id}`,
  ];
}

describe.each(gateways)('behind %s', (name) => {
  describeWith(name)('a service', () => {
    const graphward = useGraphward({ modules: [scopes] });
    let service: Service;
    let gateway: Gateway;
    let alice: Person;
    let editor: Person;
    beforeAll(async () => {
      service = await startRecordingService();
      gateway = await startGateway(name, { graphward: graphward.url, service: service.url });
      alice = await graphward.signUp('alice');
      editor = await graphward.signUp('editor', 'EDITOR');
    });
    beforeEach(() => void service.takeReceived());
    afterAll(cleanUpProcesses);
    afterAll(() => service.stop());

    const ask = (path: string, ...lines: string[]) => sendLines(gateway, path, lines);

    async function expectRefused(status: number | number[], path: string, ...lines: string[]): Promise<void> {
      const response = await ask(path, ...lines);
      expect({ path, lines, status: response.status }).toEqual({
        path,
        lines,
        status: [status].flat().includes(response.status) ? response.status : status,
      });
      expect(service.takeReceived()).toEqual([]);
    }

    it('learns who sends a request, but not the token', async () => {
      const { status, body } = await ask('/report?page=2', bearer(alice), 'X-Other: kept');
      expect([status, body.includes('the service')]).toEqual([200, true]);
      const [request, ...more] = service.takeReceived();
      expect(more).toEqual([]);
      expect(request && identityIn(request)).toEqual(identityOf(alice, 'USER'));
      expect(request).toMatchObject({ method: 'GET', url: '/report?page=2' });
      expect(request?.headers.filter(([header]) => /^(authorization|x-other)$/i.test(header))).toEqual([
        ['X-Other', 'kept'],
      ]);
    });

    it('gets no request without a valid token', async () => {
      await expectRefused(401, '/');
      await expectRefused(401, '/', 'Authorization: Bearer garbage');
      await expectRefused(401, '/', 'Authorization: Basic YWxpY2U6c2VjcmV0');
      await expectRefused(401, '/', `Authorization: Bearer ${alice.refreshToken}`);
      await expectRefused(401, `/?access_token=${alice.accessToken}`);
      await expectRefused(401, 'OPTIONS /', 'Origin: https://app.example.com');
      await expectRefused(401, 'POST /');
      const { head } = await ask('/');
      expect(head).toMatch(/^www-authenticate: Bearer\r?$/im);
    });

    it('gets only requests of viewers with its role', async () => {
      await expectRefused(403, '/editors/', bearer(alice));
      expect((await ask('/editors/', bearer(editor))).status).toBe(200);
      expect(service.takeReceived().map(identityIn)).toEqual([identityOf(editor, 'USER,EDITOR')]);
    });

    it.each(['?role=USER', '?role=', '?role=USER&role=EDITOR', '?x=1', '?#', '%3Frole=USER', ';role=USER'])(
      'the requirement cannot be chosen in the URL: /editors/%s',
      async (query) => {
        await expectRefused(403, `/editors/${query}`, bearer(alice));
        await expectRefused(401, `/editors/${query}`);
      },
    );

    it.each(['//editors/', '/%65ditors/', '/x/../editors/', '/x/%2e%2e/editors/', '/./editors/'])(
      'its path cannot be written in another way: %s',
      async (path) => {
        await expectRefused(403, path, bearer(alice));
      },
    );

    it('gets the body of a request', async () => {
      const body = 'x'.repeat(100_000);
      expect((await sendLines(gateway, 'POST /report', [bearer(alice)], body)).status).toBe(200);
      expect(service.takeReceived()).toMatchObject([{ method: 'POST', body }]);
    });

    it.each<[string, string[]]>([
      ['as documented', ['X-Graphward-User: mallory', 'X-Graphward-Roles: ADMIN', 'X-Graphward-Scopes: all']],
      ['in lower case', ['x-graphward-user: mallory', 'x-graphward-scopes: all']],
      ['in upper case', ['X-GRAPHWARD-USER: mallory', 'X-GRAPHWARD-SCOPES: all']],
      ['with underscores', ['X_Graphward_User: mallory', 'x_graphward_scopes: all']],
      ['with both', ['X-Graphward_User: mallory', 'X_GRAPHWARD-SCOPES: all']],
      ['several times', ['X-Graphward-User: mallory', 'X-Graphward-User: trent', 'x-graphward-user: eve']],
      ['empty', ['X-Graphward-User:', 'X-Graphward-Roles:']],
    ])('never gets identity headers of a client, %s', async (_how, lines) => {
      for (const order of [
        [bearer(alice), ...lines],
        [...lines, bearer(alice)],
      ]) {
        const { status } = await ask('/', ...order);
        const received = service.takeReceived();
        expect({ status, identities: received.map(identityIn) }).toEqual(
          status === 200
            ? { status, identities: [identityOf(alice, 'USER')] }
            : { status: 400, identities: [] },
        );
      }
      await expectRefused(401, '/', ...lines);
    });

    it.each([
      'X-Graphward-User : mallory',
      ' X-Graphward-User: mallory',
      'X-Graphward-User\t: mallory',
      'X-Other: a\r\n X-Graphward-User: mallory',
      'X-Other: a\nX-Graphward-User: mallory',
      'X-Other: a\rX-Graphward-User: mallory',
      'X-Graphward-User: \0mallory',
      'X-Graphward-Us\xe9r: mallory',
    ])('gets no identity from a malformed header: %j', async (line) => {
      const { status } = await ask('/', bearer(alice), line);
      const identities = service.takeReceived().map(identityIn);
      expect([[], [identityOf(alice, 'USER')]]).toContainEqual(identities);
      expect(status === 200).toBe(identities.length === 1);
    });

    it('gets the identity even if the client names its headers in Connection', async () => {
      for (const names of [
        ['X-Graphward-User'],
        ['x-graphward-user, x-graphward-roles'],
        ['close, X-GRAPHWARD-USER'],
        ['close', 'x-graphward-user', 'X-Graphward-User,X-Graphward-User'],
      ]) {
        const { status } = await ask('/', bearer(alice), ...names.map((each) => `Connection: ${each}`));
        const identities = service.takeReceived().map(identityIn);
        expect([names, status, identities]).toEqual([names, 200, [identityOf(alice, 'USER')]]);
      }
      const { status } = await ask('/', 'Connection: Authorization', bearer(alice));
      expect([200, 401]).toContain(status);
    });

    it('gets no request with two Authorization headers', async () => {
      for (const lines of [
        [bearer(alice), bearer(editor)],
        [bearer(alice), 'Authorization: Bearer garbage'],
        ['Authorization: Bearer garbage', bearer(alice)],
      ])
        await expectRefused([400, 500], '/', ...lines);
    });

    it('gets no request after the sign-out', async () => {
      const bob = await graphward.signUp('bob');
      expect((await ask('/', bearer(bob))).status).toBe(200);
      await logOut(graphward, undefined, { token: bob.accessToken });
      service.takeReceived();
      await expectRefused(401, '/', bearer(bob));
    });

    it('gets no request whose headers are too large to be verified', async () => {
      const large = (size: number) => `X-Large: ${'a'.repeat(size)}`;
      expect((await ask('/', bearer(alice), large(7_000))).status).toBe(200);
      expect(service.takeReceived().map(identityIn)).toEqual([identityOf(alice, 'USER')]);
      const most = Array.from({ length: 3 }, () => large(7_000));
      await expectRefused([400, 431, 500], '/', bearer(alice), ...most);
      await expectRefused([400, 401, 431, 500], '/', `Authorization: Bearer ${'a'.repeat(7_000)}`);
      expect((await ask('/', bearer(alice), `Cookie: ${'a'.repeat(7_000)}`, large(6_000))).status).toBe(200);
    });

    it('gets as many scopes as fit into a token', async () => {
      const many = Array.from({ length: 120 }, (_, index) => `scope:number-${index}-xxxx`);
      scopesOf.set(alice.id, many);
      const granted = await graphward.signIn(alice);
      expect((await ask('/', bearer(granted))).status).toBe(200);
      expect(service.takeReceived().map(identityIn)).toEqual([identityOf(granted, 'USER', many.join(' '))]);
    });

    if (name === 'nginx')
      it('clients cannot reach the locations for verification', async () => {
        for (const path of ['/_graphward/user', '/_graphward/editor', '/_graphward/'])
          await expectRefused(404, path, bearer(alice));
      });
  });

  describeWith(name)('if Graphward fails', () => {
    let service: Service;
    let gateway: Gateway;
    let graphward: ServerProcess;
    let alice: Person;
    beforeAll(async () => {
      graphward = await startServerProcess({ env: sharedDatabase() });
      service = await startRecordingService();
      gateway = await startGateway(name, { graphward: graphward.url, service: service.url });
      alice = await registered(graphward);
    });
    afterAll(cleanUpProcesses);
    afterAll(() => service.stop());

    it('the service gets no request, and clients get 5xx', async () => {
      const ask = async (...lines: string[]) => (await sendLines(gateway, '/', lines)).status;
      expect(await ask(bearer(alice))).toBe(200);
      expect(service.takeReceived()).toHaveLength(1);

      process.kill(graphward.pid, 'SIGSTOP');
      try {
        expect(await ask(bearer(alice))).toBeGreaterThanOrEqual(500);
        expect(await ask()).toBeGreaterThanOrEqual(500);
      } finally {
        process.kill(graphward.pid, 'SIGCONT');
      }
      await eventually(async () => expect(await ask(bearer(alice))).toBe(200));
      service.takeReceived();

      await graphward.signal('SIGKILL');
      for (const lines of [[bearer(alice)], [], [bearer(alice), 'X-Graphward-User: mallory']])
        expect(await ask(...lines)).toBeGreaterThanOrEqual(500);
      expect(service.takeReceived()).toEqual([]);
    });
  });
});

describeWith('nginx')('several instances', () => {
  afterAll(cleanUpProcesses);

  it('refuse a token at the gateway that was revoked on another instance', async () => {
    const { MONGODB_URI: database } = sharedDatabase();
    const [first, second] = await Promise.all([startGraphward({ database }), startGraphward({ database })]);
    const service = await startRecordingService();
    const gateway = await startGateway('nginx', { graphward: first.url, service: service.url });
    const bob: Person = await second.signUp('bob');
    const ask = async () => (await sendLines(gateway, '/', [bearer(bob)])).status;
    expect(await ask()).toBe(200);
    await logOut(second, undefined, { token: bob.accessToken });
    await eventually(async () => expect(await ask()).toBe(401));
    await Promise.all([first, second, service].map((each: Pick<TestServer, 'stop'>) => each.stop()));
  });
});

async function registered(server: Pick<TestServer, 'ask'>): Promise<Person> {
  const person = { email: 'alice@example.com', password: 'four words make one' };
  const query = `mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken user { id } } }`;
  const { data } = await server.ask(query, { input: person });
  const { accessToken, refreshToken, user } = data?.register as Person & { user: { id: string } };
  return { ...person, id: user.id, accessToken, refreshToken };
}
