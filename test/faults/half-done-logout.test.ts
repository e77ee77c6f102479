/** A logout consists of several writes. The connection to the database is cut between any two of them. */
import { eventually } from '../support/eventually.js';
import { expectCode } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { expectAlive, expectDead, logOut, type LogoutInput, tryToLogOut } from '../support/sessions.js';
import { type FaultyLink, openFaultyLink } from './faulty-link.js';

let link: FaultyLink;
let server: TestServer;

beforeAll(async () => {
  link = await openFaultyLink(freshDatabaseUri());
  server = await startGraphward({ database: link.uri });
});
afterAll(async () => {
  await server.stop();
  await link.close();
});

const credentials = {
  'refresh token': ({ refreshToken }: Person) => [{ refreshToken }] as const,
  'access token': ({ accessToken }: Person) => [{}, { token: accessToken }] as const,
};

/** Texts that identify each write's message to the database. */
const writes = {
  'its session': ['findAndModify', 'sessions'],
  'the other sessions': ['updates', 'sessions'],
  'the tokens': ['updates', 'revocations'],
} as const;

const cases = (['refresh token', 'access token'] as const).flatMap((credential) =>
  (
    [
      ['THIS', 'its session'],
      ['THIS', 'the tokens'],
      ['OTHERS', 'the other sessions'],
      ['OTHERS', 'the tokens'],
      ['ALL', 'the other sessions'],
      ['ALL', 'the tokens'],
      ['ALL', 'its session'],
    ] as const
  ).map(([scope, write]) => ({ scope, write, credential })),
);

it.each(cases)(
  'completes a repeated logout (scope $scope, by $credential) that failed before it revoked $write',
  async ({ scope, credential, write }) => {
    const alice = await server.signUp('alice');
    const elsewhere = await server.signIn(alice);
    const [token, more] = credentials[credential](alice);
    const input: LogoutInput = { ...token, scope };

    link.cutBefore(...writes[write]);
    expectCode(await tryToLogOut(server, input, more), 'SERVICE_UNAVAILABLE');
    link.mend();
    await eventually(() => logOut(server, input, more).then(() => undefined));

    await (scope === 'OTHERS' ? expectAlive : expectDead)(server, alice);
    await (scope === 'THIS' ? expectAlive : expectDead)(server, elsewhere);
  },
);
