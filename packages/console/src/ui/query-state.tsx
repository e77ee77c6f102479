import type { ReactNode } from 'react';
import type { Query } from '../session/use-query';
import { texts } from '../texts';
import { Button } from './button';
import { Notice } from './notice';

interface QueryStateProps<Data> {
  readonly query: Query<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What a query returned, or why it returned nothing. */
export function QueryState<Data>({
  query: { data, problem, isLoading, reload },
  children,
}: QueryStateProps<Data>) {
  return (
    <>
      {problem && (
        <Notice kind="error">
          {problem.text} <Button onClick={reload}>{texts.tryAgain}</Button>
        </Notice>
      )}
      {data ? children(data) : isLoading && <p className="loading">{texts.loading}</p>}
    </>
  );
}
