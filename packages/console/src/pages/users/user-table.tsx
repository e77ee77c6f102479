import type { UserRowFragment } from '../../generated/graphql';
import { Link } from '../../router/link';
import { texts } from '../../texts';
import { Badge } from '../../ui/badge';
import { type Column, Table } from '../../ui/table';
import { Time } from '../../ui/time';
import { UserState } from './user-state';

const columns: readonly Column<UserRowFragment>[] = [
  {
    header: texts.users.user,
    cell: ({ id, name, email }) => (
      <>
        <Link to={`/users/${id}`}>{name ?? email ?? id}</Link>
        {name !== null && <span className="second">{email}</span>}
      </>
    ),
  },
  {
    header: texts.roles,
    cell: ({ roles }) =>
      roles?.map((role) => (
        <Badge key={role} kind={role === 'ADMIN' ? 'special' : 'plain'}>
          {role}
        </Badge>
      )),
  },
  { header: texts.users.state, cell: (user) => <UserState user={user} /> },
  {
    header: texts.secondFactor.title,
    cell: ({ secondFactor }) => (secondFactor ? texts.secondFactor.enabled : texts.secondFactor.disabled),
  },
  { header: texts.lastLoginAt, cell: ({ lastLoginAt }) => <Time at={lastLoginAt} /> },
];

/** Users with links to their pages. */
export function UserTable({
  users,
  isBusy,
}: {
  readonly users: readonly UserRowFragment[];
  readonly isBusy: boolean;
}) {
  return (
    <Table
      caption={texts.users.title}
      columns={columns}
      rows={users}
      keyOf={({ id }) => id}
      isBusy={isBusy}
      empty={texts.users.none}
    />
  );
}
