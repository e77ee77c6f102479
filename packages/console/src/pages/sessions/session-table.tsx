import { RevokeSessionDocument, type SessionRowFragment } from '../../generated/graphql';
import { announce } from '../../layout/announcements';
import { execute } from '../../session/execute';
import { texts } from '../../texts';
import { Badge } from '../../ui/badge';
import { ConfirmButton } from '../../ui/confirm-button';
import { deviceName } from '../../ui/device-name';
import { type Column, Table } from '../../ui/table';
import { Time } from '../../ui/time';

interface SessionTableProps {
  readonly sessions: readonly SessionRowFragment[];
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}

/** Sessions of one user, each with a button that ends it. The viewer ends the current one by signing out. */
export function SessionTable({ sessions, isBusy, onEnd }: SessionTableProps) {
  const columns: readonly Column<SessionRowFragment>[] = [
    {
      header: texts.sessions.device,
      cell: ({ userAgent, current }) => (
        <>
          <span title={userAgent ?? undefined}>{userAgent ? deviceName(userAgent) : texts.unknown}</span>{' '}
          {current && <Badge kind="good">{texts.sessions.current}</Badge>}
        </>
      ),
    },
    { header: texts.ipAddress, cell: ({ ipAddress }) => ipAddress ?? texts.unknown },
    { header: texts.sessions.signedIn, cell: ({ createdAt }) => <Time at={createdAt} /> },
    { header: texts.sessions.lastUsed, cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
    { header: texts.sessions.expires, cell: ({ expiresAt }) => <Time at={expiresAt} /> },
    {
      header: texts.actions,
      isActions: true,
      cell: (session) => !session.current && <EndButton session={session} onEnd={onEnd} />,
    },
  ];
  return (
    <Table
      caption={texts.sessions.title}
      columns={columns}
      rows={sessions}
      keyOf={({ id }) => id}
      isBusy={isBusy}
      empty={texts.sessions.none}
    />
  );
}

function EndButton({ session, onEnd }: { readonly session: SessionRowFragment; readonly onEnd: () => void }) {
  const { id, userAgent, ipAddress } = session;
  const device = userAgent ? deviceName(userAgent) : (ipAddress ?? id);
  return (
    <ConfirmButton
      kind="plain"
      label={texts.sessions.endOf(device)}
      title={texts.sessions.endTitle}
      detail={texts.sessions.endDetail(device)}
      onConfirm={async () => {
        await execute(RevokeSessionDocument, { id });
        announce(texts.sessions.ended);
        onEnd();
      }}
    >
      {texts.sessions.end}
    </ConfirmButton>
  );
}
