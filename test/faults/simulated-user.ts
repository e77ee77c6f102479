import { setTimeout as pause } from 'node:timers/promises';
import type { GraphqlResult } from '../support/client.js';
import { askWhoIAm, type Tokens, tryToLogIn, tryToLogOut, tryToRefresh } from '../support/sessions.js';
import { type Definite, type Outcome, outcomeOf } from './attempts.js';
import type { InstalledServer } from './installation.js';
import { generationOf, type KnownSession, type KnownUser, type Ledger, sessionOf } from './ledger.js';
import type { Random } from './random.js';

export interface World {
  readonly servers: readonly InstalledServer[];
  readonly ledger: Ledger;
  readonly isOver: () => boolean;
}

type Ask = (server: InstalledServer) => Promise<GraphqlResult>;

const register = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }';
const maxSessions = 4;
const thinkingMs = [30, 200] as const;
const beforeRetryMs = [50, 300] as const;

/**
 * A user who registers, then signs in, refreshes, sends queries and signs out on random servers. The client behaves
 * correctly: it repeats a request whose response was lost with the same token, and never uses a token that has a
 * successor.
 */
export async function liveAsUser(name: string, world: World, random: Random): Promise<void> {
  const { ledger, servers } = world;
  const user: KnownUser = { email: `${name}@example.com`, password: 'four words make one' };
  const sessions: KnownSession[] = [];
  const alive = () => sessions.filter(({ state }) => state === 'alive');

  async function tryOnce(ask: Ask): Promise<Outcome> {
    const outcome = await outcomeOf(ask(random.pick(servers)));
    if (outcome.kind === 'broken') ledger.violation(outcome.description);
    return outcome;
  }

  /** Repeats a request, on any server, until there is a definite outcome. */
  async function insist(ask: Ask): Promise<Definite> {
    for (;;) {
      const outcome = await tryOnce(ask);
      if (outcome.kind === 'done' || outcome.kind === 'refused') return outcome;
      await pause(random.between(...beforeRetryMs));
    }
  }

  function begin(tokens: Tokens): void {
    const session = sessionOf(tokens);
    sessions.push(session);
    ledger.sessions.push(session);
  }

  async function signUp(): Promise<void> {
    const outcome = await insist((server) => server.ask(register, { input: user }));
    ledger.users.push(user);
    if (outcome.kind === 'done') begin(outcome.data.register as Tokens);
    // An earlier attempt whose response was lost has succeeded. Signing in proves that it was ours.
    else if (outcome.code !== 'CONFLICT') ledger.violation(`register: ${outcome.description}`);
    ledger.count('register');
  }

  async function signIn(): Promise<void> {
    const outcome = await insist((server) => tryToLogIn(server, user));
    if (outcome.kind === 'refused') {
      ledger.violation(`login: ${outcome.description}`);
      return;
    }
    begin(outcome.data.login as Tokens);
    ledger.count('login');
  }

  function take(session: KnownSession, tokens: Tokens): void {
    const generation = generationOf(tokens.refreshToken);
    const isSame = tokens.refreshToken === session.tokens.refreshToken;
    // A token has exactly one successor, however often it is presented.
    if (!(isSame && generation === session.generation) && generation !== session.generation + 1) {
      ledger.violation(`session ${session.id} went from ${session.generation} to ${generation}`);
    }
    session.generation = generation;
    session.tokens = tokens;
    session.accessTokens.push(tokens.accessToken);
    ledger.count('refresh');
  }

  /** Refreshes in one tab, or in several at once. */
  async function refresh(session: KnownSession, tabs: number): Promise<void> {
    const { refreshToken } = session.tokens;
    const asking = Array.from({ length: tabs }, () => insist((server) => tryToRefresh(server, refreshToken)));
    for (const outcome of await Promise.all(asking)) {
      if (outcome.kind === 'done') take(session, outcome.data.refresh as Tokens);
      else ledger.violation(`session ${session.id} was ended: ${outcome.description}`);
    }
  }

  async function askMe(session: KnownSession): Promise<void> {
    const outcome = await insist((server) => askWhoIAm(server, session.tokens.accessToken));
    if (outcome.kind === 'refused') ledger.violation(`session ${session.id}: ${outcome.description}`);
  }

  async function signOut(session: KnownSession): Promise<void> {
    const scope = random.weighted({ THIS: 8, OTHERS: 1, ALL: 1 });
    const ending = { THIS: [session], OTHERS: alive().filter((one) => one !== session), ALL: alive() }[scope];
    for (const one of ending) one.state = 'ending';
    const { accessToken, refreshToken } = session.tokens;
    const ask: Ask =
      random.next() < 0.5
        ? (server) => tryToLogOut(server, { refreshToken, scope })
        : (server) => tryToLogOut(server, { scope }, { token: accessToken });
    // Sometimes another tab refreshes at the same time. The tokens it receives must be revoked too.
    const racing = scope === 'THIS' && random.next() < 0.3 ? raceWithRefresh(session) : undefined;
    const outcome = await insist(ask);
    await racing;
    if (outcome.kind === 'refused') {
      ledger.violation(`logout: ${outcome.description}`);
      return;
    }
    for (const one of ending) Object.assign(one, { state: 'ended', endedAt: Date.now() });
    ledger.count(`logout ${scope}`);
  }

  async function raceWithRefresh(session: KnownSession): Promise<void> {
    const outcome = await tryOnce((server) => tryToRefresh(server, session.tokens.refreshToken));
    if (outcome.kind === 'done') take(session, outcome.data.refresh as Tokens);
  }

  async function act(): Promise<void> {
    const [first] = alive();
    if (!first) return signIn();
    const session = random.pick(alive());
    const mayBegin = alive().length < maxSessions ? 1.5 : 0;
    switch (random.weighted({ begin: mayBegin, refresh: 4, twoTabs: 1, ask: 2, end: 1.5 })) {
      case 'begin':
        return signIn();
      case 'refresh':
        return refresh(session, 1);
      case 'twoTabs':
        return refresh(session, 2);
      case 'ask':
        return askMe(session);
      case 'end':
        return signOut(session);
    }
  }

  await signUp();
  while (!world.isOver()) {
    await act();
    await pause(random.between(...thinkingMs));
  }
}
