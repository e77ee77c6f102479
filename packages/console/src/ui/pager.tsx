import { texts } from '../texts';
import { Button } from './button';

interface PagerProps {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly after: string;
  readonly onPage: (after: string) => void;
}

/** Goes through the pages of a list. The browser's back button goes to the previous one. */
export function Pager({ pageInfo: { hasNextPage, endCursor }, after, onPage }: PagerProps) {
  if (!hasNextPage && after === '') return null;
  return (
    <nav className="actions" aria-label={texts.pages.label}>
      {after !== '' && <Button onClick={() => onPage('')}>{texts.pages.first}</Button>}
      {hasNextPage && <Button onClick={() => onPage(endCursor ?? '')}>{texts.pages.next}</Button>}
    </nav>
  );
}
