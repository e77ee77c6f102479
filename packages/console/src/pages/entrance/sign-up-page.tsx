import { useState } from 'react';
import { session } from '../../session/session';
import { texts } from '../../texts';
import { Field } from '../../ui/field';
import { Form } from '../../ui/form';
import { NewPasswordField } from '../../ui/new-password-field';
import { Notice } from '../../ui/notice';
import { Entrance } from './entrance';

const links = [['/sign-in', texts.signUp.signIn]] as const;

/** Creates an account. Where addresses must be verified first, says to look at the mail. */
export function SignUpPage() {
  const [isMailSent, setMailSent] = useState(false);
  if (isMailSent) {
    return (
      <Entrance title={texts.signUp.mailTitle} links={links}>
        <Notice kind="success">{texts.signUp.mailText}</Notice>
      </Entrance>
    );
  }
  return (
    <Entrance title={texts.signUp.title} links={links}>
      <Form
        submit={texts.signUp.submit}
        onSubmit={async (read) => {
          const name = read('name').trim();
          const input = { email: read('email'), password: read('password'), ...(name && { name }) };
          setMailSent((await session.register(input)) === null);
        }}
      >
        <Field
          name="name"
          label={texts.name}
          autoComplete="name"
          maxLength={100}
          isOptional
          hint={texts.optional}
        />
        <Field name="email" label={texts.email} type="email" autoComplete="username" />
        <NewPasswordField name="password" />
      </Form>
    </Entrance>
  );
}
