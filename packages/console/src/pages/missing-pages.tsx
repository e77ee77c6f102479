import { Link } from '../router/link';
import { texts } from '../texts';
import { Page } from '../ui/page';

/** For an address that the console does not have. */
export function NotFoundPage() {
  return (
    <Page title={texts.notFound.title}>
      <p>
        {texts.notFound.text} <Link to="/profile">{texts.notFound.link}</Link>
      </p>
    </Page>
  );
}

/** For a page that the viewer's roles do not include. */
export function ForbiddenPage() {
  return (
    <Page title={texts.forbidden.title}>
      <p>{texts.forbidden.text}</p>
    </Page>
  );
}
