import { DeleteAccountDocument, ExportAccountDocument } from '../../generated/graphql';
import { announce } from '../../layout/announcements';
import { navigate } from '../../router/location';
import { execute } from '../../session/execute';
import { session } from '../../session/session';
import { texts } from '../../texts';
import { ConfirmButton } from '../../ui/confirm-button';
import { CurrentPasswordField } from '../../ui/current-password-field';
import { Form } from '../../ui/form';
import { Page } from '../../ui/page';
import { saveFile } from '../../ui/save-file';
import { Section } from '../../ui/section';

/** The export of what the server stores about the viewer, and the end of the account. */
export function DataPage() {
  return (
    <Page title={texts.data.title}>
      <Section title={texts.data.exportTitle} intro={texts.data.exportIntro}>
        <Form
          submit={texts.data.export}
          onSubmit={async () => {
            const { exportAccount } = await execute(ExportAccountDocument, {});
            saveFile('account.json', 'application/json', exportAccount ?? '');
          }}
        />
      </Section>
      <Section title={texts.data.deleteTitle} intro={texts.data.deleteIntro}>
        <ConfirmButton
          title={texts.data.deleteQuestion}
          detail={texts.data.deleteDetail}
          fields={<CurrentPasswordField />}
          onConfirm={async (read) => {
            await execute(DeleteAccountDocument, { input: { currentPassword: read('currentPassword') } });
            // The account is gone, and its session with it.
            await session.logout().catch(() => undefined);
            navigate('/sign-in', { replace: true });
            announce(texts.data.deleted);
          }}
        >
          {texts.data.delete}
        </ConfirmButton>
      </Section>
    </Page>
  );
}
