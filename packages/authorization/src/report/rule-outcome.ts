import { getNullableType, isInterfaceType, isLeafType, isListType, isObjectType } from 'graphql';
import { toId } from '../enforce/read-ids.js';
import type { Policy } from '../policy/policy.js';
import { type Condition, conditionsOf, holdsAny, type Rule } from '../policy/requirement.js';
import { SIGNED_IN } from '../policy/role-hierarchy.js';

/**
 * What `explain` assumes about the viewer and the objects of an operation. Whatever is missing is unknown.
 *
 * @example
 * ```ts
 * const assumptions: ExplainAssumptions = { viewer: { id: '7', groups: [] }, object: { authorId: '7' } };
 * ```
 */
export interface ExplainAssumptions {
  /** An empty list means that the viewer has none. */
  readonly viewer?: {
    readonly id?: string | undefined;
    readonly groups?: readonly string[] | undefined;
    readonly scopes?: readonly string[] | undefined;
  };
  /** Stands for every object of the operation, by the fields that `owner` and `group` name. Those that it lacks are unknown. */
  readonly object?: Readonly<Record<string, unknown>> | undefined;
}

/** Whether a rule is satisfied; the conditions that decide if that is unknown. */
export type RuleOutcome = 'met' | 'unmet' | readonly Condition[];

/** Evaluates the rules at a coordinate for a viewer with these roles, apart from `maxAge` and `mfa`. */
export function createRuleOutcome(
  policy: Policy,
  viewerMask: number,
  { viewer = {}, object }: ExplainAssumptions,
): (rule: Rule, coordinate: string) => RuleOutcome {
  return (rule, coordinate) => {
    if ((rule.mask & viewerMask) !== 0) return 'met';
    if ((viewerMask & SIGNED_IN) === 0) return 'unmet';
    const type = rule.of ?? coordinate.split('.', 1)[0] ?? '';
    const results = conditionsOf(rule).map((condition) => [condition, holds(condition, rule, type)] as const);
    if (results.some(([, result]) => result === true)) return 'met';
    const unknown = results.filter(([, result]) => result === undefined);
    return unknown.length > 0 ? unknown.map(([condition]) => condition) : 'unmet';
  };

  /** Undefined if unknown. */
  function holds(condition: Condition, rule: Rule, type: string): boolean | undefined {
    if (condition === 'owner')
      return isNamedBy(type, rule.owner, viewer.id === undefined ? undefined : [viewer.id]);
    if (condition === 'group') return isNamedBy(type, rule.group, viewer.groups);
    if (condition === 'policy') return undefined;
    const { scopes } = viewer;
    return scopes && rule.scopes && holdsAny(rule.scopes, (scope) => scopes.includes(scope));
  }

  function isNamedBy(
    type: string,
    field: string | undefined,
    wanted: readonly string[] | undefined,
  ): boolean | undefined {
    if (wanted?.length === 0) return false;
    if (!wanted || !object || field === undefined || !Object.hasOwn(object, field)) return undefined;
    return idsIn(policy, type, field, object[field]).some((id) => wanted.includes(id));
  }
}

/** The IDs that a field with this value contains, as the engine would read them. */
function idsIn({ schema }: Policy, typeName: string, fieldName: string, value: unknown): readonly string[] {
  const type = schema.getType(typeName);
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
  const nullable = field && getNullableType(field.type);
  const leaf = isListType(nullable) ? getNullableType(nullable.ofType) : nullable;
  if (!isLeafType(leaf) || Array.isArray(value) !== isListType(nullable)) return [];
  return [value].flat().flatMap((each) => toId(leaf, each) ?? []);
}
