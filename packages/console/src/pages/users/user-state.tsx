import type { UserRowFragment } from '../../generated/graphql';
import { texts } from '../../texts';
import { Badge } from '../../ui/badge';

/** Whether the user can sign in. */
export function UserState({ user }: { readonly user: Pick<UserRowFragment, 'disabled' | 'emailVerified'> }) {
  if (user.disabled) return <Badge kind="bad">{texts.users.disabled}</Badge>;
  if (!user.emailVerified) return <Badge>{texts.notVerified}</Badge>;
  return <Badge kind="good">{texts.users.active}</Badge>;
}
