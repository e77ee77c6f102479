import { texts } from '../texts';
import { Select } from './select';

interface RoleFilterProps {
  readonly roles: readonly string[];
  /** Empty for all roles. */
  readonly value: string;
  readonly onChange: (role: string) => void;
}

/** Chooses one role, or all. */
export function RoleFilter({ roles, value, onChange }: RoleFilterProps) {
  return (
    <Select
      name="role"
      label={texts.role}
      value={value}
      options={[['', texts.users.allRoles], ...roles.map((role) => [role, role] as const)]}
      onChange={onChange}
    />
  );
}
