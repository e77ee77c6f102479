import { navigate, pathWith, useLocation } from './location';

/** The filters of a list, which are in the address, so that it can be reloaded, sent to others and left with the back button. */
export interface Filters<Name extends string> {
  readonly values: Readonly<Record<Name, string>>;
  /** Where the page starts; empty for the first one. */
  readonly after: string;
  /** Changes some filters, and goes to the first page. */
  readonly change: (changes: Readonly<Partial<Record<Name, string>>>) => void;
  readonly goToPage: (after: string) => void;
}

export function useFilters<Name extends string>(names: readonly Name[]): Filters<Name> {
  const { path, query } = useLocation();
  const read = (from: URLSearchParams) =>
    Object.fromEntries(names.map((name) => [name, from.get(name) ?? ''])) as Record<Name, string>;
  // Of the address, which may be newer than what is rendered when a filter is applied after a pause.
  const current = () => read(new URLSearchParams(location.search));
  return {
    values: read(query),
    after: query.get('after') ?? '',
    change: (changes) => navigate(pathWith(path, { ...current(), ...changes }), { replace: true }),
    goToPage: (after) => {
      navigate(pathWith(path, { ...current(), after }));
      scrollTo(0, 0);
      document.querySelector('h1')?.focus();
    },
  };
}
