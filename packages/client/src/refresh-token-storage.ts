/**
 * Where a session keeps its refresh token, for example the keychain of a phone. Do not use `localStorage`: any script in the
 * page can read it. In browsers, use the server's cookie, which no script can read.
 *
 * @example
 * ```ts
 * import * as SecureStore from 'expo-secure-store';
 *
 * const keychain: RefreshTokenStorage = {
 *   get: () => SecureStore.getItemAsync('refresh-token'),
 *   set: (token) => SecureStore.setItemAsync('refresh-token', token),
 *   remove: () => SecureStore.deleteItemAsync('refresh-token'),
 * };
 * ```
 */
export interface RefreshTokenStorage {
  get(): MaybePromise<string | null>;
  set(token: string): MaybePromise<void>;
  remove(): MaybePromise<void>;
  /** If several tabs share this storage: a name of it, so that they refresh once and share what they get. */
  readonly name?: string;
}

/**
 * A value or a promise of it.
 *
 * @example
 * ```ts
 * const token: MaybePromise<string | null> = null;
 * ```
 */
export type MaybePromise<Value> = Value | Promise<Value>;

export function createMemoryStorage(): RefreshTokenStorage {
  let token: string | null = null;
  return {
    get: () => token,
    set: (newToken) => {
      token = newToken;
    },
    remove: () => {
      token = null;
    },
  };
}
