import { RequestEmailChangeDocument, RequestEmailVerificationDocument } from '../../generated/graphql';
import { announce } from '../../layout/announcements';
import { execute } from '../../session/execute';
import { texts } from '../../texts';
import { Badge } from '../../ui/badge';
import { CurrentPasswordField } from '../../ui/current-password-field';
import { Field } from '../../ui/field';
import { Form } from '../../ui/form';
import { Section } from '../../ui/section';

interface AddressSectionProps {
  readonly email: string;
  readonly isVerified: boolean;
}

/** Shows the viewer's address, verifies it and changes it. */
export function AddressSection({ email, isVerified }: AddressSectionProps) {
  return (
    <Section title={texts.profile.addressTitle}>
      <p>
        <strong>{email}</strong>{' '}
        {isVerified ? (
          <Badge kind="good">{texts.verified}</Badge>
        ) : (
          <Badge kind="bad">{texts.notVerified}</Badge>
        )}
      </p>
      {!isVerified && (
        <Form
          submit={texts.profile.verify}
          onSubmit={async () => {
            await execute(RequestEmailVerificationDocument, {});
            announce(texts.profile.verificationSent(email));
          }}
        />
      )}
      <h3>{texts.profile.changeAddress}</h3>
      <p className="intro">{texts.profile.changeAddressIntro}</p>
      <Form
        submit={texts.profile.sendLink}
        resets
        onSubmit={async (read) => {
          const newEmail = read('newEmail');
          await execute(RequestEmailChangeDocument, {
            input: { newEmail, currentPassword: read('currentPassword') },
          });
          announce(texts.profile.changeSent(newEmail));
        }}
      >
        <Field name="newEmail" label={texts.profile.newEmail} type="email" autoComplete="email" />
        <CurrentPasswordField />
      </Form>
    </Section>
  );
}
