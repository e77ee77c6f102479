import type { AuditRowFragment } from '../../generated/graphql';
import { Link } from '../../router/link';
import { texts } from '../../texts';
import { Badge } from '../../ui/badge';
import { deviceName } from '../../ui/device-name';
import { type Column, Table } from '../../ui/table';
import { Time } from '../../ui/time';

const columns: readonly Column<AuditRowFragment>[] = [
  { header: texts.audit.time, cell: ({ at }) => <Time at={at} /> },
  { header: texts.audit.event, cell: ({ type }) => <code>{type}</code> },
  {
    header: texts.audit.outcome,
    cell: ({ outcome }) => <Badge kind={outcome === 'success' ? 'good' : 'bad'}>{outcome}</Badge>,
  },
  { header: texts.audit.actor, cell: ({ userId }) => <UserLink id={userId} /> },
  { header: texts.audit.target, cell: ({ targetUserId }) => targetUserId && <UserLink id={targetUserId} /> },
  { header: texts.audit.from, cell: (event) => <Origin event={event} /> },
  { header: texts.audit.details, cell: ({ details }) => <Details details={details ?? []} /> },
];

/** Events, newest first. */
export function AuditTable({
  events,
  isBusy,
}: {
  readonly events: readonly AuditRowFragment[];
  readonly isBusy: boolean;
}) {
  return (
    <Table
      caption={texts.audit.title}
      columns={columns}
      rows={events}
      keyOf={({ id }) => id ?? ''}
      isBusy={isBusy}
      empty={texts.audit.none}
    />
  );
}

/** The end of an ID, which differs between accounts of the same time. */
const shortId = (id: string) => (id.length > 12 ? `…${id.slice(-8)}` : id);

function UserLink({ id }: { readonly id: string | null }) {
  if (id === null) return <>{texts.audit.nobody}</>;
  return (
    <Link to={`/users/${id}`} className="id">
      <span title={id}>{shortId(id)}</span>
    </Link>
  );
}

function Origin({ event: { ipAddress, userAgent } }: { readonly event: AuditRowFragment }) {
  return (
    <>
      {ipAddress ?? texts.audit.commandLine}
      {userAgent !== null && (
        <span className="second" title={userAgent}>
          {deviceName(userAgent)}
        </span>
      )}
    </>
  );
}

function Details({ details }: { readonly details: NonNullable<AuditRowFragment['details']> }) {
  return details.map(({ name, value }) => (
    <span key={name} className="fact">
      {name}: {value}
    </span>
  ));
}
