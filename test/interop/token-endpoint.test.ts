import { type CreatedKey, createKey, exchange, postToken, serviceToken } from '../support/api-keys.js';
import { expectData } from '../support/expectations.js';
import { type Person, startGraphward, useGraphward } from '../support/graphward.js';
import { send } from '../support/http.js';
import { settle } from '../support/settle.js';
import { takeApart } from '../support/tokens.js';

const graphward = useGraphward();
let admin: Person;
let key: CreatedKey;
beforeAll(async () => {
  admin = await graphward.signUp('ada', 'ADMIN');
  key = await createKey(graphward, admin, { roles: ['EDITOR'], scopes: ['a:read', 'a:write'] });
});

const grant = { grant_type: 'client_credentials' };
const client = () => ({ client_id: key.id, client_secret: key.key });
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const eventsOf = (outcome: string) =>
  graphward.logLines.filter((line) => line.event === 'api_key_exchanged' && line.outcome === outcome);

describe('a token', () => {
  it('is issued to a client that authenticates with HTTP Basic', async () => {
    const { status, headers, body } = await postToken(graphward, grant, basic(key.id, key.key));

    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String) as string,
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'a:read a:write',
    });
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    expect(takeApart(String(body.access_token)).claims).toMatchObject({
      sub: key.id,
      scope: 'a:read a:write',
    });
  });

  it('is issued to a client that authenticates in the body', async () => {
    expect(await exchange(graphward, key)).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  });

  it.each([
    ['percent-encoding', (text: string) => text.replaceAll('_', '%5F')],
    ['a lower-case scheme', (text: string) => text],
  ])('is issued with %s in the Authorization header', async (what, encode) => {
    const { authorization } = basic(encode(key.id), encode(key.key));
    const scheme = what.includes('scheme') ? 'basic  ' : 'Basic ';
    const headers = { authorization: authorization.replace('Basic ', scheme) };
    expect(await postToken(graphward, grant, headers)).toMatchObject({ status: 200 });
  });

  it('has the requested scopes only', async () => {
    const narrow = await exchange(graphward, key, { scope: 'a:read' });
    expect(narrow.body).toMatchObject({ scope: 'a:read' });
    expect(takeApart(String(narrow.body.access_token)).claims.scope).toBe('a:read');
    for (const scope of ['a:read b:read', 'A:READ', '{"$ne":null}'])
      expect(await exchange(graphward, key, { scope })).toMatchObject({
        status: 400,
        body: { error: 'invalid_scope' },
      });
  });

  it('is issued whatever unknown parameters and media type parameters there are', async () => {
    const more = {
      ...grant,
      ...client(),
      resource: 'https://api.example.com',
      client_assertion: '',
      scope: '',
    };
    const type = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
    expect(await postToken(graphward, more, type)).toMatchObject({ body: { scope: 'a:read a:write' } });
  });

  it('leaves one event with the key, its owner and what it grants', async () => {
    const before = eventsOf('success').length;
    await serviceToken(graphward, key);
    expect(eventsOf('success').slice(before)).toMatchObject([
      {
        userId: key.id,
        targetUserId: admin.id,
        keyId: key.id,
        roles: ['EDITOR'],
        scopes: ['a:read', 'a:write'],
      },
    ]);
    const query =
      '{ auditEvents(first: 1, filter: { type: "api_key_exchanged" }) { edges { node { outcome userId } } } }';
    expect(expectData(await graphward.as(admin).ask(query)).auditEvents).toEqual({
      edges: [{ node: { outcome: 'success', userId: key.id } }],
    });
  });

  it('costs at most seven commands', async () => {
    await serviceToken(graphward, key);
    await settle(graphward);
    graphward.takeCommands();
    await serviceToken(graphward, key);
    expect(graphward.takeCommands().length).toBeLessThanOrEqual(7);
  });
});

describe('a client that cannot be authenticated', () => {
  const secretOfAnother = () => key.key.slice(0, 28) + 'A'.repeat(43) + key.key.slice(71);
  const forms: Record<string, () => Record<string, string>> = {
    'no credentials': () => ({}),
    'no secret': () => ({ client_id: key.id }),
    'no ID': () => ({ client_secret: key.key }),
    'another ID': () => ({ ...client(), client_id: admin.id }),
    'a secret that is not a key': () => ({ ...client(), client_secret: 'password' }),
    'a key with a wrong checksum': () => ({ ...client(), client_secret: secretOfAnother() }),
    'an operator': () => ({ client_id: '{"$ne":null}', client_secret: '{"$ne":null}' }),
  };
  it.each(Object.keys(forms))('gets 401: %s', async (name) => {
    const { status, headers, body } = await postToken(graphward, { ...grant, ...forms[name]?.() });
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(headers.get('www-authenticate')).toBe('Basic realm="graphward", charset="UTF-8"');
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
  });

  it.each([
    ['Bearer', () => `Bearer ${key.key}`],
    ['an empty header', () => ''],
    ['no base64', () => 'Basic %%%'],
    ['no colon', () => `Basic ${Buffer.from(key.key).toString('base64')}`],
    ['a bad escape', () => basic(key.id, '%FF').authorization],
    ['an empty secret', () => basic(key.id, '').authorization],
  ])('gets 401 with a malformed Authorization header: %s', async (_what, header) => {
    const { status, headers, body } = await postToken(graphward, grant, { authorization: header() });
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  it('gets the same response for an unknown key and a wrong secret', async () => {
    const stranger = await createKey(graphward, admin);
    const { services } = graphward.app;
    const responses: unknown[] = [];
    const forged = async (id: string) => {
      const { createApiKeyText } = await import('../../src/identity/api-key.js');
      const { status, body } = await exchange(graphward, { id, key: createApiKeyText(id) });
      responses.push({ status, body });
    };
    await forged(stranger.id);
    await forged('0'.repeat(24));
    await services.apiKeys.revoke(null, stranger.id, { requestId: 'x', ipAddress: null, userAgent: null });
    const revoked = await exchange(graphward, stranger);
    responses.push({ status: revoked.status, body: revoked.body });

    expect(new Set(responses.map((each) => JSON.stringify(each))).size).toBe(1);
    for (const outcome of ['wrong_secret', 'unknown_key', 'revoked', 'malformed'])
      expect(eventsOf(outcome)).not.toEqual([]);
  });
});

describe('a malformed request', () => {
  const invalid = (form: Record<string, string> | string, headers?: Record<string, string>) =>
    postToken(graphward, form, headers).then(({ status, body }) => [status, body.error]);
  const encoded = (more = '') => `${new URLSearchParams({ ...grant, ...client() }).toString()}${more}`;

  it.each<[string, () => Promise<unknown>]>([
    ['no grant type', () => invalid(client())],
    ['an empty body', () => invalid('')],
    ['a repeated parameter', () => invalid(encoded('&grant_type=client_credentials'))],
    ['a repeated unknown parameter', () => invalid(encoded('&x=1&x=2'))],
    ['two ways to authenticate', () => invalid({ ...grant, ...client() }, basic(key.id, key.key))],
    ['two client IDs', () => invalid({ ...grant, client_id: admin.id }, basic(key.id, key.key))],
    ['bytes that are not UTF-8', () => invalid(encoded('&x=%FF'))],
  ])('gets invalid_request: %s', async (_what, post) => {
    expect(await post()).toEqual([400, 'invalid_request']);
  });

  it.each([
    'password',
    'refresh_token',
    'authorization_code',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ])('gets unsupported_grant_type: %s', async (grant_type) => {
    expect(await invalid({ grant_type, ...client() })).toEqual([400, 'unsupported_grant_type']);
  });

  it('gets an error for another content type, for a large body and for parameters in the URL', async () => {
    const json = { 'content-type': 'application/json' };
    expect(await invalid(JSON.stringify({ ...grant, ...client() }), json)).toEqual([415, 'invalid_request']);
    expect(await invalid(encoded(`&x=${'x'.repeat(9_000)}`))).toEqual([413, 'invalid_request']);
    const response = await fetch(`${graphward.url}/token?${encoded()}`, { method: 'POST' });
    expect([response.status, await response.json()]).toMatchObject([400, { error: 'invalid_request' }]);
  });

  it('gets an error for two Authorization headers', async () => {
    const { authorization } = basic(key.id, key.key);
    const { status, text } = await send(graphward, {
      method: 'POST',
      path: '/token',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: [authorization, authorization] as unknown as string,
      },
      body: 'grant_type=client_credentials',
    });
    expect([status, JSON.parse(text)]).toMatchObject([400, { error: 'invalid_request' }]);
  });

  it('other methods get 405', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fetch(`${graphward.url}/token`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('describes errors in the characters that RFC 6749 allows', async () => {
    const bodies = await Promise.all([
      postToken(graphward, client()),
      postToken(graphward, { ...grant, client_id: '"\\\u{1f511}' }),
      exchange(graphward, key, { scope: '"' }),
      postToken(graphward, { grant_type: '"', ...client() }),
    ]);
    for (const { body } of bodies)
      expect(String(body.error_description)).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  });
});

describe('limits', () => {
  it('apply per address to all attempts, and per key to those that succeed', async () => {
    const limited = await startGraphward({ env: { SIGN_IN_LIMIT_PER_ADDRESS: '5', TRUST_PROXY: 'true' } });
    const owner = await limited.signUp('ada', 'ADMIN');
    const one = await createKey(limited, owner);
    const attempt = async (address: string, secret: string) => {
      const form = { ...grant, client_id: one.id, client_secret: secret };
      const { status, headers, body } = await postToken(limited, form, { 'x-forwarded-for': address });
      return status === 429 ? [status, body.error, Number(headers.get('retry-after')) > 0] : status;
    };
    const results: unknown[] = [];
    for (let count = 0; count < 6; count += 1) results.push(await attempt('192.0.2.1', 'wrong'));
    // The attempts of others do not use up the limit of the key.
    for (let count = 0; count < 6; count += 1) results.push(await attempt(`192.0.2.${10 + count}`, one.key));
    const summaries = limited.logLines.filter(({ outcome }) => outcome === 'rate_limited');
    const metrics = await (await fetch(`${limited.url}/metrics`)).text();
    await limited.stop();

    const refused = [429, 'temporarily_unavailable', true];
    expect(results).toEqual([...Array<number>(5).fill(401), refused, ...Array<number>(5).fill(200), refused]);
    expect(summaries).toMatchObject([
      { event: 'api_key_exchanged', ipAddress: '192.0.2.1' },
      { event: 'api_key_exchanged', ipAddress: '192.0.2.15' },
    ]);
    expect(metrics).toContain(
      'graphward_security_events_total{type="api_key_exchanged",outcome="success"} 5',
    );
    expect(metrics).toContain(
      'graphward_security_events_total{type="api_key_exchanged",outcome="malformed"} 5',
    );
    expect(metrics).toContain(
      'graphward_security_events_total{type="api_key_exchanged",outcome="rate_limited"} 2',
    );
  });
});
