import {
  createSession,
  type ReauthenticationCredentials,
  type ReauthenticationRequest,
} from '@graphward/client';
import { defaultQuery, type YogaGraphiql } from './graphiql.js';
import { part } from './part.js';
import { followSchema } from './schema-follower.js';
import { showSessionBar } from './session-bar.js';
import { createSessionFetcher } from './session-fetcher.js';
import { openSignInDialog } from './sign-in-dialog.js';

declare const YogaGraphiQL: YogaGraphiql;

const session = createSession({ url: '/graphql', storage: 'cookie', onReauthenticate: askAgain });

async function askAgain({
  email,
  mfa,
  error,
}: ReauthenticationRequest): Promise<ReauthenticationCredentials | null> {
  let typed: ReauthenticationCredentials | null = null;
  await openSignInDialog({
    title: 'Sign in again to continue',
    email,
    needsCode: mfa || error?.code === 'OTP_REQUIRED',
    error,
    onSubmit: ({ password, otp }) => {
      typed = { password, ...(otp === undefined ? {} : { otp }) };
      return Promise.resolve();
    },
  });
  return typed;
}

showSessionBar(session);
YogaGraphiQL.renderYogaGraphiQL(part('root', HTMLElement), {
  title: 'Graphward',
  defaultQuery,
  shouldPersistHeaders: false,
  fetcher: followSchema(session, createSessionFetcher(session)),
});
// Without a connection, the bar says so, and the next request tries again.
void session.start().catch(() => null);
