import { UserDocument } from '../../generated/graphql';
import { Link } from '../../router/link';
import type { RouteParams } from '../../router/match-route';
import { useQuery } from '../../session/use-query';
import { texts } from '../../texts';
import { Facts } from '../../ui/facts';
import { Page } from '../../ui/page';
import { QueryState } from '../../ui/query-state';
import { Section } from '../../ui/section';
import { Time } from '../../ui/time';
import { KeyTable } from '../keys/key-table';
import { SessionTable } from '../sessions/session-table';
import { UserState } from '../users/user-state';
import { AccountActions } from './account-actions';
import { RolesSection } from './roles-section';

/** One user, for administrators. */
export function UserPage({ params: { id = '' } }: { readonly params: RouteParams }) {
  const query = useQuery(UserDocument, { id });
  const { data, isLoading, reload } = query;
  const user = data?.user;
  return (
    <Page title={user?.name ?? user?.email ?? texts.users.user}>
      <QueryState query={query}>
        {() =>
          user && (
            <>
              <Facts
                facts={[
                  [texts.email, user.email],
                  [texts.users.state, <UserState user={user} />],
                  [
                    texts.secondFactor.title,
                    user.secondFactor ? texts.secondFactor.enabled : texts.secondFactor.disabled,
                  ],
                  [texts.createdAt, <Time at={user.createdAt} />],
                  [texts.lastLoginAt, <Time at={user.lastLoginAt} />],
                  [texts.users.id, <code>{id}</code>],
                ]}
              />
              <p>
                <Link to={`/audit?user=${id}`}>{texts.users.auditLink}</Link>
              </p>
              <RolesSection key={user.roles?.join()} id={id} roles={user.roles ?? []} onChange={reload} />
              <Section title={texts.sessions.title} isWide>
                <SessionTable sessions={user.sessions ?? []} isBusy={isLoading} onEnd={reload} />
              </Section>
              {user.apiKeys && user.apiKeys.length > 0 && (
                <Section title={texts.keys.title} isWide>
                  <KeyTable keys={user.apiKeys} isBusy={isLoading} onRevoke={reload} />
                </Section>
              )}
              <AccountActions user={user} onChange={reload} />
            </>
          )
        }
      </QueryState>
    </Page>
  );
}
