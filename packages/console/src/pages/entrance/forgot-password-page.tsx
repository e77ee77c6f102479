import { useState } from 'react';
import { RequestPasswordResetDocument } from '../../generated/graphql';
import { execute } from '../../session/execute';
import { texts } from '../../texts';
import { Field } from '../../ui/field';
import { Form } from '../../ui/form';
import { Notice } from '../../ui/notice';
import { Entrance } from './entrance';

const links = [['/sign-in', texts.signUp.signIn]] as const;

/** Asks for a link with which the password can be reset. Says the same whether or not there is such an account. */
export function ForgotPasswordPage() {
  const [email, setEmail] = useState<string | null>(null);
  if (email !== null) {
    return (
      <Entrance title={texts.forgotPassword.title} links={links}>
        <Notice kind="success">{texts.forgotPassword.accepted(email)}</Notice>
      </Entrance>
    );
  }
  return (
    <Entrance title={texts.forgotPassword.title} intro={texts.forgotPassword.intro} links={links}>
      <Form
        submit={texts.forgotPassword.submit}
        onSubmit={async (read) => {
          await execute(RequestPasswordResetDocument, { input: { email: read('email') } });
          setEmail(read('email'));
        }}
      >
        <Field name="email" label={texts.email} type="email" autoComplete="username" />
      </Form>
    </Entrance>
  );
}
