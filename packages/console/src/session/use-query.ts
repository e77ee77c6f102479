import type { Operation } from '@graphward/client';
import { useEffect, useState } from 'react';
import { type Problem, toProblem } from '../errors/problem';
import { executePartly } from './execute';
import { useSession } from './session';

/** The state of a query on a page. */
export interface Query<Data> {
  /** The latest data, which stays during a reload; null before the first response. */
  readonly data: Data | null;
  /** Why there is no data, or why a part is missing. */
  readonly problem: Problem | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** Runs a query, and again when its variables change, on `reload`, and when the server can be reached again. */
export function useQuery<Data, Variables>(
  document: Operation<Data, Variables>,
  variables: Variables,
): Query<Data> {
  const { online } = useSession();
  const [loads, setLoads] = useState(0);
  const [state, setState] = useState<{ key: string; data: Data | null; problem: Problem | null } | null>(
    null,
  );
  const parameters = JSON.stringify(variables);
  const key = `${parameters} ${loads} ${String(online)}`;

  useEffect(() => {
    const controller = new AbortController();
    executePartly(document, JSON.parse(parameters) as Variables, controller.signal).then(
      ({ data, errors: [error] }) => {
        if (!controller.signal.aborted) setState({ key, data, problem: error ? toProblem(error) : null });
      },
      (error: unknown) => {
        if (!controller.signal.aborted)
          setState((last) => ({ key, data: last?.data ?? null, problem: toProblem(error) }));
      },
    );
    return () => controller.abort();
  }, [document, parameters, key]);

  return {
    data: state?.data ?? null,
    problem: state?.problem ?? null,
    isLoading: state?.key !== key,
    reload: () => setLoads((count) => count + 1),
  };
}
