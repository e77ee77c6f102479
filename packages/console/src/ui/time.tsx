import { texts } from '../texts';

const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** A point in time in the user's time zone. */
export function Time({ at }: { readonly at: string | null | undefined }) {
  if (at == null) return <>{texts.never}</>;
  return (
    <time dateTime={at} title={at}>
      {format.format(new Date(at))}
    </time>
  );
}
