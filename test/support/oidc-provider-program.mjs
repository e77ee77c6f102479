// An OpenID provider on a free port, controlled by messages: the program of `oidc-provider.ts`.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const audience = 'https://api.example.com';
const redirectUri = 'https://app.example.com/callback';
/** Of `/jwks`, until the test changes it. */
const state = { behaviour: 'normal', fetches: 0, users: new Map(), handle: undefined, keys: [] };

function newKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'ES256' };
}

const server = createServer((request, response) => {
  if (request.url !== '/jwks') return void state.handle(request, response);
  state.fetches += 1;
  if (state.behaviour === 'hang') return;
  if (state.behaviour === 'huge') return void response.end(`{"keys":[],"x":"${'x'.repeat(1_000_000)}"}`);
  if (state.behaviour === 'fail') return void response.writeHead(500).end();
  if (state.behaviour === 'redirect')
    return void response.writeHead(302, { location: '/jwks-elsewhere' }).end();
  state.handle(request, response);
});

/** Creates a provider that signs with these keys. All share what they store. */
function useKeys(keys) {
  state.keys = keys;
  const provider = new Provider(issuer(), {
    clients: [
      {
        client_id: 'app',
        token_endpoint_auth_method: 'none',
        redirect_uris: [redirectUri],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys },
    cookies: { keys: ['a secret of this test'] },
    scopes: ['openid'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'api:read api:write',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    extraTokenClaims: (_context, token) => state.users.get(token.accountId),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  });
  const callback = provider.callback();
  state.handle = (request, response) => {
    if (!request.url.startsWith('/interaction/')) return callback(request, response);
    return signIn(provider, request, response);
  };
}

/** Signs in whom the request names as its hint, and grants everything. */
async function signIn(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: params.login_hint, clientId: 'app' });
  grant.addOIDCScope('openid');
  grant.addResourceScope(audience, 'api:read api:write');
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { login: { accountId: params.login_hint }, consent });
}

const issuer = () => `http://127.0.0.1:${server.address().port}`;

const commands = {
  behave: (behaviour) => void (state.behaviour = behaviour),
  addUser: ([sub, claims]) => void state.users.set(sub, claims),
  /** Signs with a new key. `keepOld`: the previous one is still published. */
  rotate: (keepOld) => useKeys([newKey(), ...(keepOld ? state.keys : [])]),
  fetches: () => state.fetches,
};

process.on('message', ({ id, command, argument }) => {
  process.send({ id, result: commands[command](argument) ?? null });
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  useKeys([newKey()]);
  process.send({ issuer: issuer() });
});
