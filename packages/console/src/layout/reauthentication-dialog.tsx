import { toProblem } from '../errors/problem';
import { usePendingRequest } from '../session/reauthentication';
import { texts } from '../texts';
import { Button } from '../ui/button';
import { CodeField } from '../ui/code-field';
import { Dialog } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form } from '../ui/form';
import { Notice } from '../ui/notice';
import { Username } from '../ui/username';

/** Asks for the password when the server wants to be sure that it is still the same person. */
export function ReauthenticationDialog() {
  const request = usePendingRequest();
  if (!request) return null;
  const { email, mfa, error, respond } = request;
  const needsCode = mfa || error?.code === 'OTP_REQUIRED';
  const isMistake = error && error.code !== 'OTP_REQUIRED';
  return (
    <Dialog title={texts.reauthentication.title} onClose={() => respond(null)}>
      <p>{mfa ? texts.reauthentication.mfaIntro(email) : texts.reauthentication.intro(email)}</p>
      {isMistake && <Notice kind="error">{toProblem(error).text}</Notice>}
      <Form
        submit={texts.reauthentication.submit}
        more={<Button onClick={() => respond(null)}>{texts.cancel}</Button>}
        onSubmit={(read) => {
          const otp = read('otp').trim();
          respond({ password: read('password'), ...(otp && { otp }) });
          return Promise.resolve();
        }}
      >
        <Username />
        <Field name="password" label={texts.password} type="password" autoComplete="current-password" />
        {needsCode && <CodeField />}
      </Form>
    </Dialog>
  );
}
