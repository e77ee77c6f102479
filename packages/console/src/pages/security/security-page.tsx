import { SecurityDocument } from '../../generated/graphql';
import { useQuery } from '../../session/use-query';
import { texts } from '../../texts';
import { Page } from '../../ui/page';
import { QueryState } from '../../ui/query-state';
import { PasswordSection } from './password-section';
import { SecondFactorSection } from './second-factor-section';

/** The viewer's password and second factor. */
export function SecurityPage() {
  const query = useQuery(SecurityDocument, {});
  return (
    <Page title={texts.security.title}>
      <PasswordSection />
      <QueryState query={query}>
        {({ me }) =>
          me && <SecondFactorSection isEnabled={me.secondFactor ?? false} onChange={query.reload} />
        }
      </QueryState>
    </Page>
  );
}
