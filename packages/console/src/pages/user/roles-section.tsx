import { type Role, SetUserRolesDocument } from '../../generated/graphql';
import { announce } from '../../layout/announcements';
import { execute } from '../../session/execute';
import { texts } from '../../texts';
import { Checkbox } from '../../ui/checkbox';
import { Form } from '../../ui/form';
import { Section } from '../../ui/section';
import { useRoles } from '../access/use-access-report';

interface RolesSectionProps {
  readonly id: string;
  readonly roles: readonly string[];
  readonly onChange: () => void;
}

/** The roles that are assigned to a user. */
export function RolesSection({ id, roles, onChange }: RolesSectionProps) {
  const known = useRoles();
  return (
    <Section title={texts.roles} intro={texts.users.rolesIntro}>
      <Form
        submit={texts.users.saveRoles}
        onSubmit={async (read) => {
          // Modules may add roles.
          const chosen = known.filter((role) => read(role) === 'on') as Role[];
          await execute(SetUserRolesDocument, { input: { userId: id, roles: chosen } });
          announce(texts.users.rolesSaved);
          onChange();
        }}
      >
        <fieldset className="checks">
          <legend className="unseen">{texts.roles}</legend>
          {known.map((role) => (
            <Checkbox key={role} name={role} defaultChecked={roles.includes(role)}>
              {role}
            </Checkbox>
          ))}
        </fieldset>
      </Form>
    </Section>
  );
}
