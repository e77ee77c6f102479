import type { Reauthenticate, ReauthenticationCredentials, ReauthenticationRequest } from '@graphward/client';
import { useSyncExternalStore } from 'react';

/** A question for the password that waits for its answer. */
interface PendingRequest extends ReauthenticationRequest {
  readonly answer: (credentials: ReauthenticationCredentials | null) => void;
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
    const answer: PendingRequest['answer'] = (credentials) => {
      setPending(null);
      resolve(credentials);
    };
    setPending({ ...request, answer });
  });

/** The question that the dialog shows. */
export function usePendingRequest(): PendingRequest | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => pending,
  );
}
