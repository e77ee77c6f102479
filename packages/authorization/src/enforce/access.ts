import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { coercedVariables, type Variables } from '../operation/variables.js';
import type { Credentials } from '../policy/requirement.js';
import type { RoleHierarchy } from '../policy/role-hierarchy.js';
import { createSideTable } from '../policy/side-table.js';
import type { Batch } from './batch.js';
import type { Denial } from './denial.js';
import { assertViewer, type Viewer } from './viewer.js';

/** The viewer of one execution, and what has been decided in it. */
export interface Access extends Credentials {
  readonly viewer: Viewer | null;
  readonly groups: ReadonlySet<string>;
  readonly variables: Variables;
  /** For a mutation: the decision about each root field by response key. Undefined until computed. */
  mutation?: MutationDecision | Promise<MutationDecision>;
  /** The results of rules that are decided once per object. */
  decisions?: Map<object, Map<unknown, Promise<boolean>>>;
  /** The policies and loaders that were called, by what they are called for. */
  batches?: Map<string, Batch>;
}

/** The root fields of a mutation by response key. Each runs only if none is denied. */
export type MutationDecision = ReadonlyMap<string, RootFieldDecision>;

export interface RootFieldDecision {
  /** Undefined if its arguments cannot be coerced here: the field's own guards then decide. */
  readonly node: FieldNode | undefined;
  readonly denial: Denial | undefined;
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

/** @param now in milliseconds since 1970 */
export function credentialsOf(
  viewer: Viewer | null,
  roles: RoleHierarchy,
  now: () => number,
): Credentials & { readonly groups: ReadonlySet<string> } {
  return {
    mask: roles.viewerMask(viewer?.roles ?? null),
    scopes: setOf(viewer?.scopes),
    groups: setOf(viewer?.groups),
    mfa: viewer?.mfa === true,
    ageSeconds: () => ageOf(viewer?.authTime, now() / 1000),
  };
}

function createAccess(
  viewer: Viewer | null,
  variables: Variables,
  roles: RoleHierarchy,
  now: () => number,
): Access {
  return { viewer, variables, ...credentialsOf(viewer, roles, now) };
}

const none: ReadonlySet<string> = new Set();

function setOf(values: readonly string[] | undefined): ReadonlySet<string> {
  return values && values.length > 0 ? new Set(values) : none;
}

/** A time in the future counts as unknown, without leeway, because it would satisfy `maxAge` for too long. */
function ageOf(authTime: unknown, nowSeconds: number): number {
  const isKnown = typeof authTime === 'number' && Number.isFinite(authTime) && authTime <= nowSeconds;
  return isKnown ? nowSeconds - authTime : NaN;
}
