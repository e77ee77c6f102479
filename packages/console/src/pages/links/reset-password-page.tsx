import { ResetPasswordDocument } from '../../generated/graphql';
import { announce } from '../../layout/announcements';
import { navigate } from '../../router/location';
import { execute } from '../../session/execute';
import { texts } from '../../texts';
import { Form } from '../../ui/form';
import { NewPasswordField } from '../../ui/new-password-field';
import { Entrance } from '../entrance/entrance';
import { useLinkToken } from './link-token';
import { MissingToken } from './missing-token';

/** Sets a new password with the link of a mail. */
export function ResetPasswordPage() {
  const token = useLinkToken();
  if (!token) return <MissingToken title={texts.resetPassword.title} />;
  return (
    <Entrance
      title={texts.resetPassword.title}
      intro={texts.resetPassword.intro}
      links={[['/forgot-password', texts.resetPassword.newLink]]}
    >
      <Form
        submit={texts.resetPassword.submit}
        onSubmit={async (read) => {
          await execute(ResetPasswordDocument, { input: { token, newPassword: read('newPassword') } });
          navigate('/sign-in', { replace: true });
          announce(texts.resetPassword.done);
        }}
      >
        <NewPasswordField name="newPassword" />
      </Form>
    </Entrance>
  );
}
