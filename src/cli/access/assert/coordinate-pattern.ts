/** A pattern of schema coordinates, such as `User.*`, `*.email` or `Query.users(first:)`. */
export interface CoordinatePattern {
  readonly text: string;
  matches(coordinate: string): boolean;
}

const shape = /^(\*|\w+)\.(\*|\w+)(?:\((\*|\w+):\))?$/;

/**
 * Reads a pattern, in which `*` stands for any name. Without an argument it matches no arguments, and `*` does not match
 * `__typename`: each has to be named.
 *
 * @throws Error that says what to write
 */
export function readPattern(text: string): CoordinatePattern {
  const wanted = namesIn(text);
  if (wanted) return { text, matches: (coordinate) => isMatch(wanted, namesIn(coordinate) ?? []) };
  throw new Error(
    `${JSON.stringify(text)} is not a pattern of coordinates. Write Type.field, Type.field(arg:), Input.field or Enum.VALUE; * stands for any name.`,
  );
}

/** The type, the member and the argument. */
function namesIn(text: string): (string | undefined)[] | undefined {
  return shape.exec(text)?.slice(1);
}

function isMatch(wanted: readonly (string | undefined)[], names: readonly (string | undefined)[]): boolean {
  return wanted.every((each, index) => {
    const name = names[index];
    return each === '*' ? name !== undefined && name !== '__typename' : each === name;
  });
}
