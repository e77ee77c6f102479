import { announce } from '../../layout/announcements';
import { session } from '../../session/session';
import { texts } from '../../texts';
import { Checkbox } from '../../ui/checkbox';
import { CurrentPasswordField } from '../../ui/current-password-field';
import { Form } from '../../ui/form';
import { NewPasswordField } from '../../ui/new-password-field';
import { Section } from '../../ui/section';

/** Changes the viewer's password. */
export function PasswordSection() {
  return (
    <Section title={texts.security.passwordTitle}>
      <Form
        submit={texts.security.changePassword}
        resets
        onSubmit={async (read) => {
          await session.changePassword({
            currentPassword: read('currentPassword'),
            newPassword: read('newPassword'),
            endOtherSessions: read('endOtherSessions') === 'on',
          });
          announce(texts.security.passwordChanged);
        }}
      >
        <CurrentPasswordField />
        <NewPasswordField name="newPassword" />
        <Checkbox name="endOtherSessions" defaultChecked>
          {texts.security.endOtherSessions}
        </Checkbox>
      </Form>
    </Section>
  );
}
