import {
  DeleteUserDocument,
  DisableUserSecondFactorDocument,
  SetUserDisabledDocument,
  UnlockUserDocument,
  type UserRowFragment,
} from '../../generated/graphql';
import { announce } from '../../layout/announcements';
import { navigate } from '../../router/location';
import { execute } from '../../session/execute';
import { useViewer } from '../../session/session';
import { texts } from '../../texts';
import { ConfirmButton } from '../../ui/confirm-button';
import { Section } from '../../ui/section';

interface AccountActionsProps {
  readonly user: UserRowFragment;
  readonly onChange: () => void;
}

/** What an administrator can do with somebody else's account. */
export function AccountActions({ user, onChange }: AccountActionsProps) {
  const { id, email, disabled, secondFactor } = user;
  const viewer = useViewer();
  const who = email ?? id;
  const done = (text: string) => {
    announce(text);
    onChange();
  };
  if (viewer.id === id) return null;
  return (
    <Section title={texts.users.account}>
      <div className="actions">
        <ConfirmButton
          kind="plain"
          title={texts.users.unlockTitle}
          detail={texts.users.unlockDetail(who)}
          onConfirm={async () => {
            await execute(UnlockUserDocument, { input: { userId: id } });
            done(texts.users.unlocked);
          }}
        >
          {texts.users.unlock}
        </ConfirmButton>
        {secondFactor && (
          <ConfirmButton
            title={texts.users.resetSecondFactorTitle}
            detail={texts.users.resetSecondFactorDetail(who)}
            onConfirm={async () => {
              await execute(DisableUserSecondFactorDocument, { input: { userId: id } });
              done(texts.users.secondFactorReset);
            }}
          >
            {texts.users.resetSecondFactor}
          </ConfirmButton>
        )}
        <ConfirmButton
          kind={disabled ? 'plain' : 'danger'}
          title={disabled ? texts.users.enableTitle : texts.users.disableTitle}
          detail={disabled ? texts.users.enableDetail(who) : texts.users.disableDetail(who)}
          onConfirm={async () => {
            await execute(SetUserDisabledDocument, { input: { userId: id, disabled: !disabled } });
            done(disabled ? texts.users.enabledNow : texts.users.disabledNow);
          }}
        >
          {disabled ? texts.users.enable : texts.users.disable}
        </ConfirmButton>
        <ConfirmButton
          title={texts.users.deleteTitle}
          detail={texts.users.deleteDetail(who)}
          onConfirm={async () => {
            await execute(DeleteUserDocument, { input: { userId: id } });
            navigate('/users', { replace: true });
            announce(texts.users.deleted(who));
          }}
        >
          {texts.users.delete}
        </ConfirmButton>
      </div>
    </Section>
  );
}
