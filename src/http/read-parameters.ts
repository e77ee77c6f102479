/** The parameters of a query string. */
export interface QueryParameters<Name extends string> {
  readonly values: Readonly<Partial<Record<Name, string>>>;
  /** Whether there are others than the expected ones. */
  readonly hasUnknown: boolean;
  readonly hasRepeated: boolean;
}

/**
 * Reads the parameters of a query string by name.
 *
 * @param search as in `URL.search`; an empty string if the URL has none
 */
export function readParameters<Name extends string>(
  search: string,
  expected: readonly Name[],
): QueryParameters<Name> {
  const parameters = [...new URLSearchParams(search)];
  const names = parameters.map(([name]) => name);
  return {
    values: Object.fromEntries(parameters) as Partial<Record<Name, string>>,
    hasUnknown: names.some((name) => !(expected as readonly string[]).includes(name)),
    hasRepeated: new Set(names).size < names.length,
  };
}
