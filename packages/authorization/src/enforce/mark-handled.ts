/** Prevents an unhandled rejection, which ends the process, if the promise rejects after its list has been dropped. */
export function markHandled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
