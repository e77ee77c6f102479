import type { GraphwardContext } from '../context.js';
import type { SecurityEvents } from '../observability/security-events.js';

/** A denied field, argument or value of a request. */
export interface RecordedDenial {
  /** The schema coordinate that was denied; null when the request was denied as a whole. */
  readonly coordinate: string | null;
  /** The reason, or else the code. */
  readonly outcome: string;
}

/** The maximum number of lines for one request. One more line summarizes the rest. */
const maxLines = 10;
/** The maximum number of coordinates in that line. */
const maxNames = 100;

/** Records the denials of one request: one event per coordinate and outcome, with a count. */
export function recordDenials(
  denials: readonly RecordedDenial[],
  { viewer, origin }: GraphwardContext,
  events: SecurityEvents,
): void {
  const who = viewer.kind === 'user' ? { userId: viewer.id, sessionId: viewer.sessionId } : {};
  const groups = grouped(denials);
  for (const { coordinate, outcome, count } of groups.slice(0, maxLines))
    events.note({ type: 'access_denied', outcome, origin, ...who, details: { coordinate, count } });

  const rest = groups.slice(maxLines);
  if (rest.length === 0) return;
  const coordinates = [...new Set(rest.map(({ coordinate }) => coordinate ?? 'request'))];
  events.note({
    type: 'access_denied',
    outcome: 'more',
    origin,
    ...who,
    details: {
      coordinate: null,
      coordinates: coordinates.slice(0, maxNames),
      count: rest.reduce((total, { count }) => total + count, 0),
    },
  });
}

function grouped(
  denials: readonly RecordedDenial[],
): readonly (RecordedDenial & { readonly count: number })[] {
  const groups = new Map<string, RecordedDenial & { count: number }>();
  for (const denial of denials) {
    const key = `${denial.coordinate ?? ''} ${denial.outcome}`;
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { ...denial, count: 1 });
  }
  return [...groups.values()];
}
