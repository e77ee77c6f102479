import { SessionsDocument } from '../../generated/graphql';
import { announce } from '../../layout/announcements';
import { session } from '../../session/session';
import { useQuery } from '../../session/use-query';
import { texts } from '../../texts';
import { ConfirmButton } from '../../ui/confirm-button';
import { Page } from '../../ui/page';
import { QueryState } from '../../ui/query-state';
import { SessionTable } from './session-table';

/** Where the viewer is signed in. */
export function SessionsPage() {
  const query = useQuery(SessionsDocument, {});
  return (
    <Page title={texts.sessions.title} intro={texts.sessions.intro}>
      <QueryState query={query}>
        {({ sessions }) => (
          <>
            <SessionTable sessions={sessions ?? []} isBusy={query.isLoading} onEnd={query.reload} />
            {(sessions?.length ?? 0) > 1 && (
              <div className="actions">
                <ConfirmButton
                  title={texts.sessions.endOthersTitle}
                  detail={texts.sessions.endOthersDetail}
                  onConfirm={async () => {
                    await session.logout({ scope: 'OTHERS' });
                    announce(texts.sessions.othersEnded);
                    query.reload();
                  }}
                >
                  {texts.sessions.endOthers}
                </ConfirmButton>
              </div>
            )}
          </>
        )}
      </QueryState>
    </Page>
  );
}
