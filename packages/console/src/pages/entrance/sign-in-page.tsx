import { SessionError } from '@graphward/client';
import { useState } from 'react';
import { session } from '../../session/session';
import { texts } from '../../texts';
import { Button } from '../../ui/button';
import { CodeField } from '../../ui/code-field';
import { Field } from '../../ui/field';
import { Form } from '../../ui/form';
import { Entrance } from './entrance';

interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Signs in with e-mail address and password; asks for a code if the account has a second factor. */
export function SignInPage() {
  const [credentials, setCredentials] = useState<Credentials | null>(null);
  if (credentials) return <CodeForm credentials={credentials} onBack={() => setCredentials(null)} />;
  return (
    <Entrance
      title={texts.signIn.title}
      links={[
        ['/forgot-password', texts.signIn.forgot],
        ['/sign-up', texts.signIn.signUp],
      ]}
    >
      <Form
        submit={texts.signIn.submit}
        onSubmit={async (read) => {
          const entered = { email: read('email'), password: read('password') };
          try {
            await session.login(entered);
          } catch (error) {
            if (!(error instanceof SessionError && error.code === 'OTP_REQUIRED')) throw error;
            setCredentials(entered);
          }
        }}
      >
        <Field name="email" label={texts.email} type="email" autoComplete="username" />
        <Field name="password" label={texts.password} type="password" autoComplete="current-password" />
      </Form>
    </Entrance>
  );
}

function CodeForm({
  credentials,
  onBack,
}: {
  readonly credentials: Credentials;
  readonly onBack: () => void;
}) {
  return (
    <Entrance title={texts.signIn.codeTitle} intro={texts.signIn.codeIntro}>
      <Form
        submit={texts.signIn.submit}
        more={<Button onClick={onBack}>{texts.back}</Button>}
        onSubmit={async (read) => {
          await session.login({ ...credentials, otp: read('otp').trim() });
        }}
      >
        <CodeField autoFocus />
      </Form>
    </Entrance>
  );
}
