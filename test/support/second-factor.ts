/** What clients do with a second factor. */
import { TOTP } from 'otpauth';
import type { GraphqlRequest, GraphqlResult } from './client.js';
import { expectData } from './expectations.js';
import type { Person, TestServer } from './graphward.js';

type Server = Pick<TestServer, 'as' | 'ask'>;

/** The code that an authenticator app shows at a time. */
export const codeAt = (secret: string, time: Date): string =>
  new TOTP({ secret }).generate({ timestamp: time.getTime() });

export const enrol = (
  server: Server,
  person: Person,
  currentPassword = person.password,
): Promise<GraphqlResult> =>
  server
    .as(person)
    .ask(
      'mutation ($input: EnrolSecondFactorInput!) { enrolSecondFactor(input: $input) { secret otpauthUrl qrCode } }',
      { input: { currentPassword } },
    );

export const confirm = (server: Server, person: Person, otp: string): Promise<GraphqlResult> =>
  server
    .as(person)
    .ask(
      'mutation ($input: ConfirmSecondFactorInput!) { confirmSecondFactor(input: $input) { recoveryCodes } }',
      {
        input: { otp },
      },
    );

export const disable = (
  server: Server,
  person: Person,
  otp: string,
  currentPassword = person.password,
): Promise<GraphqlResult> =>
  server
    .as(person)
    .ask(
      'mutation ($input: DisableSecondFactorInput!) { disableSecondFactor(input: $input) { secondFactor } }',
      {
        input: { currentPassword, otp },
      },
    );

export const renewRecoveryCodes = (
  server: Server,
  person: Person,
  otp: string,
  currentPassword = person.password,
): Promise<GraphqlResult> =>
  server
    .as(person)
    .ask(
      'mutation ($input: RenewRecoveryCodesInput!) { renewRecoveryCodes(input: $input) { recoveryCodes } }',
      { input: { currentPassword, otp } },
    );

/** What an administrator does for a user who lost everything. */
export const disableFor = (server: Server, admin: Person, userId: string): Promise<GraphqlResult> =>
  server
    .as(admin)
    .ask(
      'mutation ($input: DisableUserSecondFactorInput!) { disableUserSecondFactor(input: $input) { secondFactor } }',
      { input: { userId } },
    );

export const logInWith = (
  server: Pick<TestServer, 'ask'>,
  { email, password }: Pick<Person, 'email' | 'password'>,
  otp?: string,
  more?: Partial<GraphqlRequest>,
): Promise<GraphqlResult> =>
  server.ask(
    'mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken user { secondFactor } } }',
    { input: { email, password, ...(otp === undefined ? {} : { otp }) } },
    more,
  );

/** Enables a second factor, with the code of the time. */
export async function enableSecondFactor(
  server: Server,
  person: Person,
  time: Date,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { enrolSecondFactor } = expectData(await enrol(server, person));
  const { secret } = enrolSecondFactor as { secret: string };
  const { confirmSecondFactor } = expectData(await confirm(server, person, codeAt(secret, time)));
  return { secret, ...(confirmSecondFactor as { recoveryCodes: string[] }) };
}
