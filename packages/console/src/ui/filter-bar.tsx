import type { ReactNode } from 'react';

interface FilterBarProps {
  readonly label: string;
  /** What the filters select, for example `12 users`. Read out when it changes. */
  readonly result: string;
  readonly children: ReactNode;
}

/** The filters above a list. */
export function FilterBar({ label, result, children }: FilterBarProps) {
  return (
    <form className="filters" role="search" aria-label={label} onSubmit={(event) => event.preventDefault()}>
      {children}
      <p className="result" role="status">
        {result}
      </p>
    </form>
  );
}
