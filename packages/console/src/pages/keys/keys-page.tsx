import { useState } from 'react';
import { ApiKeysDocument } from '../../generated/graphql';
import { useQuery } from '../../session/use-query';
import { texts } from '../../texts';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { QueryState } from '../../ui/query-state';
import { Section } from '../../ui/section';
import { KeyTable } from './key-table';
import { NewKeyForm } from './new-key-form';

/** The viewer's API keys. A new key is shown once. */
export function KeysPage() {
  const query = useQuery(ApiKeysDocument, {});
  const [newKey, setNewKey] = useState<string | null>(null);
  return (
    <Page title={texts.keys.title} intro={texts.keys.intro}>
      <QueryState query={query}>
        {({ apiKeys }) => <KeyTable keys={apiKeys ?? []} isBusy={query.isLoading} onRevoke={query.reload} />}
      </QueryState>
      <Section title={texts.keys.createTitle}>
        {newKey === null ? (
          <NewKeyForm
            onCreate={(key) => {
              setNewKey(key);
              query.reload();
            }}
          />
        ) : (
          <>
            <Notice kind="warning">{texts.keys.keep}</Notice>
            <p>
              <code className="secret">{newKey}</code>
            </p>
            <div className="actions">
              <Button kind="primary" onClick={() => setNewKey(null)}>
                {texts.keys.kept}
              </Button>
            </div>
          </>
        )}
      </Section>
    </Page>
  );
}
