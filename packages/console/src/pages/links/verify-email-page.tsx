import { VerifyEmailDocument } from '../../generated/graphql';
import { execute } from '../../session/execute';
import { texts } from '../../texts';
import { ConfirmationPage } from './confirmation-page';

/** Verifies the address that the link was sent to. */
export function VerifyEmailPage() {
  return (
    <ConfirmationPage
      {...texts.verifyEmail}
      links={[['/profile', texts.links.continue]]}
      confirm={(token) => execute(VerifyEmailDocument, { input: { token } })}
    />
  );
}
