import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLResolveInfo,
  isLeafType,
  isObjectType,
} from 'graphql';
import { type ObjectUse, objectUses } from '../operation/object-ids.js';
import {
  type DenialCause,
  isGranted,
  requireAll,
  type Requirement,
  type Rule,
} from '../policy/requirement.js';
import type { Access } from './access.js';
import { AuthorizationError } from './authorization-error.js';
import { codeOf, type Denial } from './denial.js';
import type { Enforcement } from './enforcement.js';
import { loadObject, requireWithinLimit } from './load-objects.js';
import { createObjectDecision, type ObjectDecision } from './object-decision.js';
import { toId } from './read-ids.js';

interface Execution {
  readonly access: Access;
  readonly context: unknown;
  readonly info: GraphQLResolveInfo;
}

/** An object that a client names, and the rules that it must satisfy. */
interface NamedObject {
  readonly type: string;
  readonly id: string;
  readonly rules: readonly Rule[];
  readonly use: ObjectUse;
}

/** The denial of the first object that the viewer may not use. Undefined without a promise if nothing had to be loaded. */
export type NamedObjectDecision = (
  sent: readonly GraphQLArgument[],
  args: Readonly<Record<string, unknown>>,
  execution: Execution,
) => Denial | undefined | Promise<Denial | undefined>;

/** Decides about the objects that a field's arguments and input fields with `of` identify. */
export function createNamedObjectDecision(enforcement: Enforcement, field: string): NamedObjectDecision {
  const { policy } = enforcement;
  const decisions = new Map<Requirement, Map<string, ObjectDecision>>();

  return (sent, args, execution) => {
    const named = sent.flatMap((arg) =>
      objectUses(policy, `${field}(${arg.name}:)`, arg, args[arg.name]).flatMap((use) =>
        objectsOf(use, execution.access),
      ),
    );
    if (named.length === 0) return undefined;
    requireFewObjects(named);
    return decideAll(named, execution);
  };

  function requireFewObjects(named: readonly NamedObject[]): void {
    const ids = new Map<string, Set<string>>();
    for (const { type, id } of named) ids.set(type, (ids.get(type) ?? new Set()).add(id));
    for (const [type, { size }] of ids) requireWithinLimit(enforcement, size, type);
  }

  async function decideAll(named: readonly NamedObject[], execution: Execution): Promise<Denial | undefined> {
    const causes = await Promise.all(named.map((object) => decide(object, execution)));
    const index = causes.findIndex((cause) => cause !== undefined);
    const [denied, cause] = [named[index], causes[index]];
    return (
      denied && cause && { ...codeOf(cause), coordinate: denied.use.coordinate, place: placeOf(denied.use) }
    );
  }

  /** An object that does not exist gets the denial that another viewer's object gets. */
  async function decide(
    { type, id, rules, use }: NamedObject,
    { access, context, info }: Execution,
  ): Promise<DenialCause | undefined> {
    const object = await loadObject(enforcement, access, type, id, context);
    if (object === null || object === undefined) return 'FORBIDDEN';
    return decisionFor(use.requirement, type, rules)(access, { object, identity: object }, context, info);
  }

  function decisionFor(requirement: Requirement, name: string, rules: readonly Rule[]): ObjectDecision {
    let byType = decisions.get(requirement);
    if (!byType) decisions.set(requirement, (byType = new Map<string, ObjectDecision>()));
    const key = `${name} ${rules.map((rule) => requirement.rules.indexOf(rule)).join(' ')}`;
    let decision = byType.get(key);
    if (!decision) {
      const type = policy.schema.getType(name);
      const remaining = requireAll(rules);
      if (!isObjectType(type) || !remaining)
        throw new Error(`${name} is not an object type of the enforced schema.`);
      byType.set(key, (decision = createObjectDecision(enforcement, type, remaining)));
    }
    return decision;
  }
}

/** The objects that must be loaded. None where roles and scopes suffice, and none for null. */
function objectsOf(use: ObjectUse, access: Access): readonly NamedObject[] {
  const open = new Map<string, Rule[]>();
  for (const rule of use.requirement.rules) {
    if (rule.of !== undefined && !isGranted(rule, access))
      open.set(rule.of, [...(open.get(rule.of) ?? []), rule]);
  }
  if (open.size === 0) return [];
  const ids = idsIn(use);
  return [...open].flatMap(([type, rules]) => ids.map((id) => ({ type, id, rules, use })));
}

function idsIn(use: ObjectUse): readonly string[] {
  const values = [use.value].flat(Infinity).filter((value) => value !== null && value !== undefined);
  return [...new Set(values.map((value) => requireId(use.type, value, use)))];
}

function requireId(type: GraphQLInputType, value: unknown, use: ObjectUse): string {
  const leaf = getNamedType(type);
  const id = isLeafType(leaf) ? toId(leaf, value) : undefined;
  if (id !== undefined) return id;
  throw new AuthorizationError('BAD_USER_INPUT', `The value of ${placeOf(use)} is not an ID.`);
}

function placeOf({ path }: ObjectUse): string {
  return `the argument "${path}"`;
}
