import type { GraphQLResolveInfo } from 'graphql';
import type { Denial } from './denial.js';
import type { RoleHierarchy } from '../policy/role-hierarchy.js';
import { type Viewer, assertViewer } from './viewer.js';

/** One execution's viewer, as far as decisions need it. */
export interface Access {
  readonly viewer: Viewer | null;
  readonly mask: number;
  /** Seconds since credentials were presented; NaN if unknown. */
  readonly ageSeconds: () => number;
  /** Of a mutation: why each of its root fields does not run, by response key; null if all may. Undefined until asked. */
  mutationDenials?: ReadonlyMap<string, Denial> | null;
}

/**
 * Reads the viewer once per execution.
 *
 * An execution is recognised by its coerced variables, which every executor makes anew, and not by the context,
 * which callers may use twice with another viewer in it. `lastKey`, `lastContext` and `last` let a guard skip the call.
 */
export interface AccessReader {
  lastKey: unknown;
  lastContext: unknown;
  last: Access;
  read(context: unknown, info: GraphQLResolveInfo): Access;
}

export function createAccessReader(
  readViewer: (context: unknown) => Viewer | null,
  roles: RoleHierarchy,
  now: () => number,
): AccessReader {
  const known = new WeakMap<object, { context: unknown; access: Access }>();
  const reader: AccessReader = {
    lastKey: known,
    lastContext: undefined,
    last: createAccess(null, roles, now),
    read,
  };
  return reader;

  function read(context: unknown, info: GraphQLResolveInfo): Access {
    const key = info.variableValues as object | undefined;
    const found = key && known.get(key);
    if (found && found.context === context) return remember(key, context, found.access);
    const viewer: unknown = readViewer(context);
    assertViewer(viewer);
    const access = createAccess(viewer, roles, now);
    if (!key) return access;
    known.set(key, { context, access });
    return remember(key, context, access);
  }

  function remember(key: object, context: unknown, access: Access): Access {
    reader.lastKey = key;
    reader.lastContext = context;
    reader.last = access;
    return access;
  }
}

function createAccess(viewer: Viewer | null, roles: RoleHierarchy, now: () => number): Access {
  return {
    viewer,
    mask: roles.viewerMask(viewer?.roles ?? null),
    ageSeconds: () => ageOf(viewer?.authTime, now() / 1000),
  };
}

/** A time in the future counts as unknown, without leeway: it would satisfy any `maxAge` for too long. */
function ageOf(authTime: unknown, nowSeconds: number): number {
  const isKnown = typeof authTime === 'number' && Number.isFinite(authTime) && authTime <= nowSeconds;
  return isKnown ? nowSeconds - authTime : NaN;
}
