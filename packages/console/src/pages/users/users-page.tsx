import { type Role, UsersDocument } from '../../generated/graphql';
import { useFilters } from '../../router/use-filters';
import { useQuery } from '../../session/use-query';
import { texts } from '../../texts';
import { FilterBar } from '../../ui/filter-bar';
import { FilterText } from '../../ui/filter-text';
import { Page } from '../../ui/page';
import { Pager } from '../../ui/pager';
import { QueryState } from '../../ui/query-state';
import { RoleFilter } from '../../ui/role-filter';
import { useRoles } from '../access/use-access-report';
import { UserTable } from './user-table';

const pageSize = 50;

/** All users, to find one. */
export function UsersPage() {
  const roles = useRoles();
  const { values, after, change, goToPage } = useFilters(['search', 'role']);
  const query = useQuery(UsersDocument, {
    first: pageSize,
    after: after || null,
    // Modules may add roles.
    filter: { search: values.search || null, role: (values.role || null) as Role | null },
  });
  const users = query.data?.users;
  return (
    <Page title={texts.users.title}>
      <FilterBar label={texts.users.filter} result={users ? texts.users.count(users.totalCount) : ''}>
        <FilterText
          label={texts.users.search}
          value={values.search}
          onChange={(search) => change({ search })}
        />
        <RoleFilter roles={roles} value={values.role} onChange={(role) => change({ role })} />
      </FilterBar>
      <QueryState query={query}>
        {() =>
          users && (
            <>
              <UserTable users={users.edges.map(({ node }) => node)} isBusy={query.isLoading} />
              <Pager pageInfo={users.pageInfo} after={after} onPage={goToPage} />
            </>
          )
        }
      </QueryState>
    </Page>
  );
}
