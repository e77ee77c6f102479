import { AuditEventsDocument } from '../../generated/graphql';
import { useFilters } from '../../router/use-filters';
import { useQuery } from '../../session/use-query';
import { texts } from '../../texts';
import { FilterBar } from '../../ui/filter-bar';
import { FilterText } from '../../ui/filter-text';
import { Page } from '../../ui/page';
import { Pager } from '../../ui/pager';
import { QueryState } from '../../ui/query-state';
import { AuditTable } from './audit-table';
import { eventTypes } from './event-types';

const pageSize = 50;

/** A local time of an input as the API wants it; null if it is empty or incomplete. */
function toTime(local: string): string | null {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** The audit trail. */
export function AuditPage() {
  const { values, after, change, goToPage } = useFilters(['user', 'type', 'since', 'until']);
  const query = useQuery(AuditEventsDocument, {
    first: pageSize,
    after: after || null,
    filter: {
      userId: values.user || null,
      type: values.type || null,
      since: toTime(values.since),
      until: toTime(values.until),
    },
  });
  const page = query.data?.auditEvents;
  const events = page?.edges.flatMap(({ node }) => node ?? []) ?? [];
  return (
    <Page title={texts.audit.title} intro={texts.audit.intro}>
      <FilterBar
        label={texts.audit.filter}
        result={page ? texts.audit.count(events.length, page.pageInfo.hasNextPage) : ''}
      >
        <FilterText
          label={texts.audit.type}
          type="text"
          value={values.type}
          options={eventTypes}
          onChange={(type) => change({ type })}
        />
        <FilterText label={texts.audit.userId} value={values.user} onChange={(user) => change({ user })} />
        <FilterText
          label={texts.audit.since}
          type="datetime-local"
          value={values.since}
          onChange={(since) => change({ since })}
        />
        <FilterText
          label={texts.audit.until}
          type="datetime-local"
          value={values.until}
          onChange={(until) => change({ until })}
        />
      </FilterBar>
      <QueryState query={query}>
        {() =>
          page && (
            <>
              <AuditTable events={events} isBusy={query.isLoading} />
              <Pager pageInfo={page.pageInfo} after={after} onPage={goToPage} />
            </>
          )
        }
      </QueryState>
    </Page>
  );
}
