import { CreateApiKeyDocument, type Role } from '../../generated/graphql';
import { execute } from '../../session/execute';
import { useViewer } from '../../session/session';
import { texts } from '../../texts';
import { Field } from '../../ui/field';
import { Form } from '../../ui/form';
import { Select } from '../../ui/select';

const dayMs = 86_400_000;

/** Creates a key for a service, with one of the viewer's roles. */
export function NewKeyForm({ onCreate }: { readonly onCreate: (key: string) => void }) {
  const { roles } = useViewer();
  return (
    <Form
      submit={texts.keys.create}
      onSubmit={async (read) => {
        const expiresAt = new Date(Date.now() + Number(read('days')) * dayMs).toISOString();
        // Modules may add roles.
        const input = { name: read('name').trim(), roles: [read('roles') as Role], expiresAt };
        const { createApiKey } = await execute(CreateApiKeyDocument, { input });
        onCreate(createApiKey?.key ?? '');
      }}
    >
      <Field name="name" label={texts.keys.name} hint={texts.keys.nameHint} maxLength={100} />
      <Select name="roles" label={texts.role} options={roles.map((role) => [role, role])} />
      <Select
        name="days"
        label={texts.keys.validFor}
        defaultValue="90"
        options={[30, 90, 180, 365].map((days) => [String(days), texts.keys.days(days)])}
      />
    </Form>
  );
}
