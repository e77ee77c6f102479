import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import {
  type Alternatives,
  type DenialCause,
  dependsOnObject,
  holdsAny,
  isGranted,
  type Requirement,
  restrictsSignIn,
  type Rule,
  signInDenial,
} from '../policy/requirement.js';
import type { Access } from './access.js';
import type { Enforcement } from './enforcement.js';
import { isOwned } from './owned.js';
import { checkPolicy, type Subject } from './policies.js';
import { createIdReader, type Ids } from './read-ids.js';

type Found = DenialCause | undefined;

/** Why this viewer may not use this object, or a field of it; undefined if the viewer may. */
export type ObjectDecision = (
  access: Access,
  subject: Subject,
  context: unknown,
  info: GraphQLResolveInfo,
) => Found | Promise<Found>;

/** Whether an object satisfies a rule for a viewer whose roles and scopes do not. */
type RuleCheck = (
  access: Access,
  subject: Subject,
  context: unknown,
  info: GraphQLResolveInfo,
) => boolean | Promise<boolean>;

/** Decides requirements that depend on more than the viewer's roles. */
export function createObjectDecision(
  enforcement: Enforcement,
  type: GraphQLObjectType,
  requirement: Requirement,
): ObjectDecision {
  // Rules without an object come first, so that nothing is read for a viewer who cannot pass.
  const rules = requirement.rules.toSorted(
    (left, right) => Number(dependsOnObject(left)) - Number(dependsOnObject(right)),
  );
  const checks = rules.map((rule) =>
    dependsOnObject(rule) ? checkOnce(enforcement, type, rule) : undefined,
  );
  const checksSignIn = rules.some(restrictsSignIn);

  const decideFrom = (
    start: number,
    access: Access,
    subject: Subject,
    context: unknown,
    info: GraphQLResolveInfo,
  ): Found | Promise<Found> => {
    for (let index = start; index < rules.length; index += 1) {
      const rule = rules[index];
      if (!rule || isGranted(rule, access) || (rule.owner !== undefined && isOwned(subject.object))) continue;
      if (access.viewer === null) return 'UNAUTHENTICATED';
      const passes = checks[index]?.(access, subject, context, info);
      if (typeof passes === 'object') {
        return passes.then((result) =>
          result ? decideFrom(index + 1, access, subject, context, info) : 'FORBIDDEN',
        );
      }
      if (!passes) return 'FORBIDDEN';
    }
    if (!checksSignIn) return undefined;
    const denied = signInDenial(requirement, access);
    // The viewer has just presented credentials, but perhaps no second factor.
    return denied === 'REAUTHENTICATION_REQUIRED' && isOwned(subject.object) ? undefined : denied;
  };
  return (access, subject, context, info) => decideFrom(0, access, subject, context, info);
}

/** Checks a rule once per object and execution, if its result is a promise: the fields of a row share the rule of their type. */
function checkOnce(enforcement: Enforcement, type: GraphQLObjectType, rule: Rule): RuleCheck {
  const check = createRuleCheck(enforcement, type, rule);
  const key = keyOf(type, rule);
  return (access, subject, context, info) => {
    const known = access.decisions?.get(key)?.get(subject.identity);
    if (known !== undefined) return known;
    const result = check(access, subject, context, info);
    if (typeof result === 'boolean') return result;
    const decisions = (access.decisions ??= new Map<object, Map<unknown, Promise<boolean>>>());
    let byObject = decisions.get(key);
    if (!byObject) decisions.set(key, (byObject = new Map<unknown, Promise<boolean>>()));
    byObject.set(subject.identity, result);
    return result;
  };
}

const keys = new WeakMap<Rule, Map<GraphQLObjectType, object>>();

/** A rule of an interface reads other fields in each type, and one object may be resolved as several types. */
function keyOf(type: GraphQLObjectType, rule: Rule): object {
  let byType = keys.get(rule);
  if (!byType) keys.set(rule, (byType = new Map<GraphQLObjectType, object>()));
  let key = byType.get(type);
  if (!key) byType.set(type, (key = {}));
  return key;
}

/** The rule's alternatives in turn, the cheapest first. */
function createRuleCheck(enforcement: Enforcement, type: GraphQLObjectType, rule: Rule): RuleCheck {
  const { owner, group, policy } = rule;
  const alternatives: RuleCheck[] = [];
  if (owner !== undefined) {
    const read = createIdReader(enforcement, type, owner);
    alternatives.push((access, { object }, context, info) =>
      whenRead(read(object, context, info), (id) => id !== undefined && id === access.viewer?.id),
    );
  }
  if (group !== undefined) {
    const read = createIdReader(enforcement, type, group);
    alternatives.push(({ groups }, { object }, context, info) =>
      whenRead(read(object, context, info), (id) => id !== undefined && groups.has(id)),
    );
  }
  if (policy !== undefined) {
    alternatives.push((access, subject, context) =>
      passesAny(policy, (name) => checkPolicy(enforcement, access, name, subject, context)),
    );
  }
  const checkFrom = (index: number, ...args: Parameters<RuleCheck>): boolean | Promise<boolean> => {
    const result = alternatives[index]?.(...args) ?? false;
    if (typeof result === 'object') return result.then((passes) => passes || checkFrom(index + 1, ...args));
    return result || (index + 1 < alternatives.length && checkFrom(index + 1, ...args));
  };
  return (...args) => checkFrom(0, ...args);
}

function whenRead(
  ids: Ids | Promise<Ids>,
  matches: (id: string | undefined) => boolean,
): boolean | Promise<boolean> {
  if (ids instanceof Promise) return ids.then((settled) => matchesAny(settled, matches));
  return matchesAny(ids, matches);
}

function matchesAny(ids: Ids, matches: (id: string | undefined) => boolean): boolean {
  return typeof ids === 'object' ? ids.some(matches) : matches(ids);
}

/**
 * Whether all policies of one of the lists pass. Calls all policies at once, so that each is called once for all rows.
 *
 * @throws the error of a policy, if no list passes without it
 */
async function passesAny(
  lists: Alternatives,
  passes: (policy: string) => Promise<boolean>,
): Promise<boolean> {
  const names = [...new Set(lists.flat())];
  const results = await Promise.allSettled(names.map(passes));
  const passed = names.filter((_name, index) => {
    const result = results[index];
    return result?.status === 'fulfilled' && result.value;
  });
  if (holdsAny(lists, (name) => passed.includes(name))) return true;
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return false;
}
