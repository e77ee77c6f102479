import { texts } from '../../texts';
import { Notice } from '../../ui/notice';
import { Entrance } from '../entrance/entrance';

/** For a link that was copied without its end, or that has been used in this tab. */
export function MissingToken({ title }: { readonly title: string }) {
  return (
    <Entrance title={title} links={[['/sign-in', texts.signUp.signIn]]}>
      <Notice kind="warning">{texts.links.incomplete}</Notice>
    </Entrance>
  );
}
