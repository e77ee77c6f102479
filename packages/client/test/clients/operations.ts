/** The operations of the scenario, the same for every client. `relay/operations.ts` has them for Relay's compiler. */

export const meQuery = 'query Me { me { id name email disabled roles } }';
export const usersQuery = 'query Users { users { totalCount } }';
export const renameMutation =
  'mutation Rename($input: UpdateProfileInput!) { updateProfile(input: $input) { id name } }';

/** What one client returned, in terms of all. */
export interface Outcome {
  /** Null if the client reported an error. */
  readonly data: Record<string, any> | null;
  /** The denied fields: their path and code. */
  readonly denied: Readonly<Record<string, string>>;
  /** The code of the error that the client reported. */
  readonly error: string | null;
}

/** A client with the session's adapter. */
export interface GraphqlClient {
  me(): Promise<Outcome>;
  users(): Promise<Outcome>;
  rename(name: string): Promise<Outcome>;
}

interface CodedError {
  readonly path?: readonly (string | number)[] | undefined;
  readonly code: string;
}

export function outcome(
  data: unknown,
  denied: readonly CodedError[] = [],
  error: string | null = null,
): Outcome {
  return {
    data: error === null ? (data as Record<string, any>) : null,
    denied: Object.fromEntries(denied.map(({ path = [], code }) => [path.join('.'), code])),
    error,
  };
}
