import { useState } from 'react';
import {
  ConfirmSecondFactorDocument,
  EnrolSecondFactorDocument,
  type EnrolSecondFactorMutation,
} from '../../generated/graphql';
import { execute } from '../../session/execute';
import { texts } from '../../texts';
import { Button } from '../../ui/button';
import { CodeField } from '../../ui/code-field';
import { CurrentPasswordField } from '../../ui/current-password-field';
import { Form } from '../../ui/form';

type Secret = NonNullable<EnrolSecondFactorMutation['enrolSecondFactor']>;

interface EnrolmentProps {
  readonly onConfirm: (recoveryCodes: readonly string[]) => void;
}

/** Sets up an authenticator app: password, QR code, first code. */
export function Enrolment({ onConfirm }: EnrolmentProps) {
  const [secret, setSecret] = useState<Secret | null>(null);
  if (secret) return <FirstCode secret={secret} onConfirm={onConfirm} onCancel={() => setSecret(null)} />;
  return (
    <Form
      submit={texts.secondFactor.setUp}
      onSubmit={async (read) => {
        const input = { currentPassword: read('currentPassword') };
        setSecret((await execute(EnrolSecondFactorDocument, { input })).enrolSecondFactor);
      }}
    >
      <CurrentPasswordField />
    </Form>
  );
}

interface FirstCodeProps extends EnrolmentProps {
  readonly secret: Secret;
  readonly onCancel: () => void;
}

function FirstCode({ secret: { secret, otpauthUrl, qrCode }, onConfirm, onCancel }: FirstCodeProps) {
  return (
    <>
      <p>{texts.secondFactor.scan}</p>
      {/* As an image, so that nothing in the document can run. */}
      <img
        className="qr"
        src={`data:image/svg+xml,${encodeURIComponent(qrCode)}`}
        alt={texts.secondFactor.qrCode}
        width="200"
        height="200"
      />
      <p>
        {texts.secondFactor.orType} <code className="secret">{secret}</code>{' '}
        <a href={otpauthUrl}>{texts.secondFactor.openApp}</a>
      </p>
      <Form
        submit={texts.secondFactor.confirm}
        more={<Button onClick={onCancel}>{texts.cancel}</Button>}
        onSubmit={async (read) => {
          const input = { otp: read('otp').trim() };
          const { confirmSecondFactor } = await execute(ConfirmSecondFactorDocument, { input });
          onConfirm(confirmSecondFactor?.recoveryCodes ?? []);
        }}
      >
        <CodeField label={texts.secondFactor.code} hint={null} autoFocus />
      </Form>
    </>
  );
}
