import { ProfileDocument, UpdateProfileDocument } from '../../generated/graphql';
import { announce } from '../../layout/announcements';
import { execute } from '../../session/execute';
import { session } from '../../session/session';
import { useQuery } from '../../session/use-query';
import { texts } from '../../texts';
import { Facts } from '../../ui/facts';
import { Field } from '../../ui/field';
import { Form } from '../../ui/form';
import { Page } from '../../ui/page';
import { QueryState } from '../../ui/query-state';
import { Section } from '../../ui/section';
import { Time } from '../../ui/time';
import { AddressSection } from './address-section';

/** The viewer's name and address. */
export function ProfilePage() {
  const query = useQuery(ProfileDocument, {});
  return (
    <Page title={texts.profile.title}>
      <QueryState query={query}>
        {({ me }) =>
          me && (
            <>
              <Facts
                facts={[
                  [texts.roles, me.roles?.join(', ')],
                  [texts.createdAt, <Time at={me.createdAt} />],
                  [texts.lastLoginAt, <Time at={me.lastLoginAt} />],
                ]}
              />
              <NameSection name={me.name ?? ''} />
              <AddressSection email={me.email ?? ''} isVerified={me.emailVerified ?? false} />
            </>
          )
        }
      </QueryState>
    </Page>
  );
}

function NameSection({ name }: { readonly name: string }) {
  return (
    <Section title={texts.profile.nameTitle}>
      <Form
        submit={texts.save}
        onSubmit={async (read) => {
          await execute(UpdateProfileDocument, { input: { name: read('name').trim() || null } });
          // The session keeps the name of the last refresh.
          await session.refresh();
          announce(texts.profile.nameSaved);
        }}
      >
        <Field
          name="name"
          label={texts.name}
          autoComplete="name"
          maxLength={100}
          defaultValue={name}
          hint={texts.profile.nameHint}
          isOptional
        />
      </Form>
    </Section>
  );
}
