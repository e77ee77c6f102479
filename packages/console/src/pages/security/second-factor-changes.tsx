import { DisableSecondFactorDocument, RenewRecoveryCodesDocument } from '../../generated/graphql';
import { announce } from '../../layout/announcements';
import { execute } from '../../session/execute';
import { texts } from '../../texts';
import { CodeField } from '../../ui/code-field';
import { ConfirmButton } from '../../ui/confirm-button';
import { CurrentPasswordField } from '../../ui/current-password-field';
import type { ReadField } from '../../ui/form';

interface SecondFactorChangesProps {
  readonly onRenew: (recoveryCodes: readonly string[]) => void;
  readonly onDisable: () => void;
}

const fields = (
  <>
    <CurrentPasswordField />
    <CodeField />
  </>
);

/** What a user with a second factor can do: get new recovery codes, or do without it. */
export function SecondFactorChanges({ onRenew, onDisable }: SecondFactorChangesProps) {
  const inputOf = (read: ReadField) => ({
    currentPassword: read('currentPassword'),
    otp: read('otp').trim(),
  });
  return (
    <div className="actions">
      <ConfirmButton
        kind="plain"
        title={texts.secondFactor.renewTitle}
        detail={texts.secondFactor.renewDetail}
        fields={fields}
        onConfirm={async (read) => {
          const { renewRecoveryCodes } = await execute(RenewRecoveryCodesDocument, { input: inputOf(read) });
          onRenew(renewRecoveryCodes?.recoveryCodes ?? []);
        }}
      >
        {texts.secondFactor.renew}
      </ConfirmButton>
      <ConfirmButton
        title={texts.secondFactor.disableTitle}
        detail={texts.secondFactor.disableDetail}
        fields={fields}
        onConfirm={async (read) => {
          await execute(DisableSecondFactorDocument, { input: inputOf(read) });
          announce(texts.secondFactor.disabledNow);
          onDisable();
        }}
      >
        {texts.secondFactor.disable}
      </ConfirmButton>
    </div>
  );
}
