import { UndoEmailChangeDocument } from '../../generated/graphql';
import { execute } from '../../session/execute';
import { texts } from '../../texts';
import { ConfirmationPage } from './confirmation-page';

/** Restores the address that the link was sent to. Somebody else knows the password, so it has to be reset next. */
export function UndoEmailChangePage() {
  return (
    <ConfirmationPage
      {...texts.undoEmailChange}
      links={[['/forgot-password', texts.signIn.forgot]]}
      confirm={(token) => execute(UndoEmailChangeDocument, { input: { token } })}
    />
  );
}
