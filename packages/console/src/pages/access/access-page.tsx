import { useFilters } from '../../router/use-filters';
import { texts } from '../../texts';
import { FilterBar } from '../../ui/filter-bar';
import { FilterText } from '../../ui/filter-text';
import { Page } from '../../ui/page';
import { QueryState } from '../../ui/query-state';
import { RoleFilter } from '../../ui/role-filter';
import { Select } from '../../ui/select';
import { groupRows } from './access-rows';
import { AccessTable } from './access-table';
import { Legend } from './legend';
import { useAccessReport } from './use-access-report';

/** Who may use what: the access table of the running server. */
export function AccessPage() {
  const query = useAccessReport();
  const { values, change } = useFilters(['search', 'role', 'access']);
  const report = query.data;
  const groups = report ? groupRows(report, values) : [];
  const columns = ['ANONYMOUS', ...Object.keys(report?.roles ?? {})];
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return (
    <Page title={texts.access.title} intro={texts.access.intro}>
      <Legend />
      <FilterBar label={texts.access.filter} result={report ? texts.access.count(count) : ''}>
        <FilterText
          label={texts.access.search}
          value={values.search}
          onChange={(search) => change({ search })}
        />
        <RoleFilter roles={columns} value={values.role} onChange={(role) => change({ role })} />
        <Select
          name="access"
          label={texts.access.access}
          value={values.access}
          options={texts.access.options}
          onChange={(access) => change({ access })}
        />
      </FilterBar>
      <QueryState query={query}>
        {() => <AccessTable groups={groups} columns={values.role ? [values.role] : columns} />}
      </QueryState>
    </Page>
  );
}
