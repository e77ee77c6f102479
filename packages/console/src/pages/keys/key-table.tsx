import { type ApiKeyRowFragment, RevokeApiKeyDocument } from '../../generated/graphql';
import { announce } from '../../layout/announcements';
import { execute } from '../../session/execute';
import { texts } from '../../texts';
import { Badge } from '../../ui/badge';
import { ConfirmButton } from '../../ui/confirm-button';
import { type Column, Table } from '../../ui/table';
import { Time } from '../../ui/time';

interface KeyTableProps {
  readonly keys: readonly ApiKeyRowFragment[];
  readonly isBusy: boolean;
  readonly onRevoke: () => void;
}

/** API keys, each with a button that revokes it. */
export function KeyTable({ keys, isBusy, onRevoke }: KeyTableProps) {
  const columns: readonly Column<ApiKeyRowFragment>[] = [
    {
      header: texts.keys.name,
      cell: (key) => (
        <>
          {key.name} {key.revokedAt !== null && <Badge kind="bad">{texts.keys.revoked}</Badge>}
          <code className="soft">{key.id}</code>
        </>
      ),
    },
    { header: texts.roles, cell: ({ roles, scopes }) => [...roles, ...scopes].join(', ') },
    { header: texts.keys.created, cell: ({ createdAt }) => <Time at={createdAt} /> },
    { header: texts.keys.lastUsed, cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
    { header: texts.keys.expires, cell: ({ expiresAt }) => <Time at={expiresAt} /> },
    {
      header: texts.actions,
      isActions: true,
      cell: ({ id, name, revokedAt }) =>
        revokedAt === null && (
          <ConfirmButton
            kind="plain"
            label={texts.keys.revokeOf(name)}
            title={texts.keys.revokeTitle}
            detail={texts.keys.revokeDetail(name)}
            onConfirm={async () => {
              await execute(RevokeApiKeyDocument, { id });
              announce(texts.keys.revokedNow);
              onRevoke();
            }}
          >
            {texts.keys.revoke}
          </ConfirmButton>
        ),
    },
  ];
  return (
    <Table
      caption={texts.keys.title}
      columns={columns}
      rows={keys}
      keyOf={({ id }) => id}
      isBusy={isBusy}
      empty={texts.keys.none}
    />
  );
}
