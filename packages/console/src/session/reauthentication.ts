import type { Reauthenticate, ReauthenticationCredentials, ReauthenticationRequest } from '@graphward/client';
import { useSyncExternalStore } from 'react';

/** A request for the password, until the user has responded. */
interface PendingRequest extends ReauthenticationRequest {
  readonly respond: (credentials: ReauthenticationCredentials | null) => void;
}

let pending: PendingRequest | null = null;
const listeners = new Set<() => void>();

function setPending(next: PendingRequest | null): void {
  pending = next;
  for (const listener of listeners) listener();
}

/** Opens the dialog that asks for the password. Resolves to null if the user closes it. */
export const askForCredentials: Reauthenticate = (request) =>
  new Promise((resolve) => {
    const respond: PendingRequest['respond'] = (credentials) => {
      setPending(null);
      resolve(credentials);
    };
    setPending({ ...request, respond });
  });

/** The request that the dialog shows. */
export function usePendingRequest(): PendingRequest | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => pending,
  );
}
