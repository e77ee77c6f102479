import type { SessionViewer } from './session-viewer.js';

/**
 * What `graphward access --json` prints, of which `can` needs only the cells.
 *
 * @example
 * ```ts
 * const access: AccessReport<'User.email'> = {
 *   places: { 'User.email': { access: { ANONYMOUS: 'deny', USER: 'owner', ADMIN: 'allow' } } },
 * };
 * ```
 */
export interface AccessReport<Coordinate extends string = string> {
  readonly places: Readonly<Record<Coordinate, AccessCells>>;
}

/**
 * The cells of one schema coordinate: a column per role, and `ANONYMOUS`.
 *
 * @example
 * ```ts
 * const cells: AccessCells = { access: { ANONYMOUS: 'deny', USER: 'owner', ADMIN: 'allow' } };
 * ```
 */
export interface AccessCells {
  readonly access: Readonly<Record<string, string>>;
}

/** Whether a viewer may use a coordinate at all: some cell of the viewer's roles is not `deny`. */
export function isAllowed(
  report: AccessReport | undefined,
  coordinate: string,
  viewer: Pick<SessionViewer, 'roles'> | null,
): boolean {
  if (!report || !Object.hasOwn(report.places, coordinate)) return true;
  const cells = Object.entries(report.places[coordinate]?.access ?? {});
  const isOpenTo = (role: string) => cells.some(([column, cell]) => column === role && cell !== 'deny');
  if (isOpenTo('ANONYMOUS')) return true;
  if (!viewer) return false;
  const roles = viewer.roles.filter((role) => cells.some(([column]) => column === role));
  if (roles.length > 0) return roles.some(isOpenTo);
  // The table has no column for viewers without a role: they may use what every role may.
  return cells.every(([column, cell]) => column === 'ANONYMOUS' || cell !== 'deny');
}
