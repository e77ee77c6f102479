/** What clients do with the links in mails. */
import type { GraphqlRequest, GraphqlResult } from './client.js';
import type { Person, TestServer } from './graphward.js';
import type { MailServer } from './mail-server.js';

type Server = Pick<TestServer, 'ask'>;
type More = Partial<GraphqlRequest>;

/** The settings with which a server sends mail to this one. */
export const mailSettings = ({ url }: Pick<MailServer, 'url'>) => ({
  SMTP_URL: url,
  MAIL_FROM: 'Example <no-reply@example.com>',
  APP_URL: 'https://app.example.com',
});

export const requestPasswordReset = (server: Server, email: string, more?: More): Promise<GraphqlResult> =>
  server.ask(
    'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted } }',
    { input: { email } },
    more,
  );

export const resetPassword = (server: Server, token: string, newPassword: string): Promise<GraphqlResult> =>
  server.ask('mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { reset } }', {
    input: { token, newPassword },
  });

export const requestEmailVerification = (server: TestServer, person: Person): Promise<GraphqlResult> =>
  server.as(person).ask('mutation { requestEmailVerification { accepted } }');

export const requestEmailChange = (
  server: TestServer,
  person: Person,
  newEmail: string,
  currentPassword = person.password,
): Promise<GraphqlResult> =>
  server
    .as(person)
    .ask('mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { accepted } }', {
      input: { newEmail, currentPassword },
    });

export const verifyEmail = (server: Server, token: string): Promise<GraphqlResult> =>
  server.ask('mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { verified } }', {
    input: { token },
  });

export const undoEmailChange = (server: Server, token: string): Promise<GraphqlResult> =>
  server.ask('mutation ($input: UndoEmailChangeInput!) { undoEmailChange(input: $input) { undone } }', {
    input: { token },
  });

export const tryToRegister = (
  server: Server,
  input: { email: string; password: string; name?: string },
): Promise<GraphqlResult> =>
  server.ask(
    'mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken user { id } } }',
    { input },
  );
