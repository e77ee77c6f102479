import type { GraphQLResolveInfo } from 'graphql';
import { coercedVariables, type Variables } from '../operation/variables.js';
import type { RoleHierarchy } from '../policy/role-hierarchy.js';
import { createSideTable } from '../policy/side-table.js';
import type { Denial } from './denial.js';
import { assertViewer, type Viewer } from './viewer.js';

/** The viewer of one execution, as decisions need it. */
export interface Access {
  readonly viewer: Viewer | null;
  readonly mask: number;
  readonly variables: Variables;
  /** Seconds since credentials were presented; NaN if unknown. */
  readonly ageSeconds: () => number;
  /** For a mutation: the denial of each root field by response key, or null if all may run. Undefined until computed. */
  mutationDenials?: ReadonlyMap<string, Denial> | null;
}

/**
 * Reads the viewer once per execution.
 *
 * Identifies an execution by its variables, which every executor creates anew, and by its root value, because some
 * executors share the variables among the events of a subscription. The context is not enough: a caller may reuse it
 * with another viewer. `lastKey`, `lastContext`, `lastRoot` and `last` let a guard skip the call.
 */
export interface AccessReader {
  lastKey: unknown;
  lastContext: unknown;
  lastRoot: unknown;
  last: Access;
  read(context: unknown, info: GraphQLResolveInfo): Access;
}

export function createAccessReader(
  readViewer: (context: unknown) => Viewer | null,
  roles: RoleHierarchy,
  now: () => number,
): AccessReader {
  const known = createSideTable<object, { context: unknown; root: unknown; access: Access }>();
  const reader: AccessReader = {
    lastKey: known,
    lastContext: undefined,
    lastRoot: undefined,
    last: createAccess(null, {}, roles, now),
    read,
  };
  return reader;

  function read(context: unknown, info: GraphQLResolveInfo): Access {
    const { variableValues: key, rootValue: root } = info;
    const found = known.get(key);
    if (found && found.context === context && found.root === root)
      return remember(key, context, root, found.access);
    const variables = coercedVariables(info);
    const viewer: unknown = readViewer(context);
    assertViewer(viewer);
    const access = createAccess(viewer, variables, roles, now);
    known.set(key, { context, root, access });
    return remember(key, context, root, access);
  }

  function remember(key: object, context: unknown, root: unknown, access: Access): Access {
    reader.lastKey = key;
    reader.lastContext = context;
    reader.lastRoot = root;
    reader.last = access;
    return access;
  }
}

function createAccess(
  viewer: Viewer | null,
  variables: Variables,
  roles: RoleHierarchy,
  now: () => number,
): Access {
  return {
    viewer,
    variables,
    mask: roles.viewerMask(viewer?.roles ?? null),
    ageSeconds: () => ageOf(viewer?.authTime, now() / 1000),
  };
}

/** A time in the future counts as unknown, without leeway, because it would satisfy `maxAge` for too long. */
function ageOf(authTime: unknown, nowSeconds: number): number {
  const isKnown = typeof authTime === 'number' && Number.isFinite(authTime) && authTime <= nowSeconds;
  return isKnown ? nowSeconds - authTime : NaN;
}
