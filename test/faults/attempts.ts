import type { GraphqlResult } from '../support/client.js';

/** What a client knows after a request during which faults were injected. */
export type Outcome =
  | { readonly kind: 'done'; readonly data: NonNullable<GraphqlResult['data']> }
  | { readonly kind: 'refused'; readonly code: string; readonly description: string }
  /** A response that no fault excuses. */
  | { readonly kind: 'broken'; readonly description: string }
  /** No response, or `SERVICE_UNAVAILABLE`: the operation may or may not have taken place. */
  | { readonly kind: 'unknown' };

export async function outcomeOf(request: Promise<GraphqlResult>): Promise<Outcome> {
  const result = await request.catch(() => null);
  const code = result?.errors?.[0]?.extensions.code;
  if (!result || code === 'SERVICE_UNAVAILABLE') return { kind: 'unknown' };
  if (code === 'INTERNAL_SERVER_ERROR' || result.status === 500) {
    return { kind: 'broken', description: `a fault was reported as a bug: ${result.description}` };
  }
  if (code !== undefined) return { kind: 'refused', code, description: result.description };
  return { kind: 'done', data: result.data ?? {} };
}

export type Definite = Extract<Outcome, { kind: 'done' | 'refused' }>;
