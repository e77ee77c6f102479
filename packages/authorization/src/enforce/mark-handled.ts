/** Keeps Node from ending the process if a promise rejects after its list has been given up. */
export function markHandled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
