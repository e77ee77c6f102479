/** A real OpenID provider, in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from './readme.js';

/** How the provider responds to requests for its keys. */
type KeyBehaviour = 'normal' | 'hang' | 'huge' | 'fail' | 'redirect';

export interface ProviderTokens {
  readonly accessToken: string;
  readonly idToken: string;
}

export interface OidcProvider {
  readonly issuer: string;
  readonly audience: string;
  /** Adds a user whose access tokens have these claims. */
  addUser(sub: string, claims: Record<string, unknown>): Promise<void>;
  /** Signs in with the authorization code flow and PKCE. */
  signIn(sub: string): Promise<ProviderTokens>;
  rotate(options: { keepOld: boolean }): Promise<void>;
  behave(behaviour: KeyBehaviour): Promise<void>;
  /** How often the keys have been requested. */
  fetches(): Promise<number>;
  stop(): Promise<void>;
}

const audience = 'https://api.example.com';
const redirectUri = 'https://app.example.com/callback';

export async function startOidcProvider(): Promise<OidcProvider> {
  const child = fork(join(projectRoot, 'test/support/oidc-provider-program.mjs'), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const complaints: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk));
  const [first] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`The provider did not start: ${Buffer.concat(complaints).toString()}`);
    }),
  ])) as [{ issuer: string }];
  const { issuer } = first;
  return {
    issuer,
    audience,
    addUser: async (sub, claims) => {
      await send(child, 'addUser', [sub, claims]);
    },
    signIn: (sub) => signIn(issuer, sub),
    rotate: async ({ keepOld }) => {
      await send(child, 'rotate', keepOld);
    },
    behave: async (behaviour) => {
      await send(child, 'behave', behaviour);
    },
    fetches: async () => (await send(child, 'fetches')) as number,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

let lastId = 0;

function send(child: ChildProcess, command: string, argument?: unknown): Promise<unknown> {
  const id = (lastId += 1);
  return new Promise((resolve) => {
    child.on('message', function listen(message: { id?: number; result?: unknown }) {
      if (message.id !== id) return;
      child.off('message', listen);
      resolve(message.result);
    });
    child.send({ id, command, argument });
  });
}

async function signIn(issuer: string, sub: string): Promise<ProviderTokens> {
  const verifier = randomBytes(32).toString('base64url');
  const request = new URLSearchParams({
    client_id: 'app',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid api:read api:write',
    resource: audience,
    login_hint: sub,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const code = await follow(`${issuer}/auth?${request.toString()}`);
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'app',
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
      resource: audience,
    }),
  });
  const tokens = (await response.json()) as { access_token?: string; id_token?: string };
  const { access_token: accessToken, id_token: idToken } = tokens;
  if (accessToken === undefined || idToken === undefined) throw new Error(JSON.stringify(tokens));
  return { accessToken, idToken };
}

/** Follows redirects like a browser, until the provider redirects to the app. @returns the code */
async function follow(start: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    url = new URL(location, url).href;
    if (url.startsWith(redirectUri)) return new URL(url).searchParams.get('code') ?? url;
  }
  throw new Error(`Too many redirects: ${url}`);
}
