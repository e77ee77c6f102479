import {
  type Alternatives,
  type Field,
  type Input,
  lineageOf,
  type Model,
  type Rule,
  type Type,
  typeOf,
  versionsOf,
} from './model.js';

export type Code = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'REAUTHENTICATION_REQUIRED';

export interface Asker {
  readonly id: string;
  readonly roles: readonly string[];
  readonly scopes?: readonly string[];
  readonly groups?: readonly string[];
  readonly authTime?: number;
  readonly mfa?: boolean;
}

/** A viewer, and the time of the request in seconds since 1970. */
export interface Question {
  readonly viewer: Asker | null;
  readonly now: number;
}

/** Why an element is denied: the code, and whether an object or a scope could admit the viewer. */
export interface Refusal {
  readonly code: Code;
  readonly isConditional: boolean;
}

/** The object about which rules decide. */
export interface Subject {
  readonly isOwner: (field: string) => boolean;
  readonly isInGroup: (field: string) => boolean;
  readonly passes: (policy: string) => boolean;
}

const no = (): boolean => false;
const yes = (): boolean => true;
/** An object that admits nobody. */
export const noObject: Subject = { isOwner: no, isInGroup: no, passes: no };
/** An object that admits everyone: what it does not admit is denied whatever the object. */
export const idealObject: Subject = { isOwner: yes, isInGroup: yes, passes: yes };

/** A type's rules and those of every interface it implements. */
export function typeRules(model: Model, type: Type): Rule[] {
  return lineageOf(model, type).flatMap(({ rules }) => rules);
}

/** A field's requirement = its own AND its type's AND that of every interface the type implements AND of the interface's field's. */
export function fieldRules(model: Model, type: Type, field: Field): Rule[] {
  return [...versionsOf(model, type, field).flatMap(({ rules }) => rules), ...typeRules(model, type)];
}

export function argumentRules(model: Model, type: Type, field: Field, arg: Input): Rule[] {
  const versions = versionsOf(model, type, field)
    .flatMap(({ args }) => args.filter(({ name }) => name === arg.name))
    .flatMap(({ rules }) => rules);
  return inputRules(model, versions);
}

/** The rules of an argument or input field, in which `of` alone stands for the rules of that type. */
export function inputRules(model: Model, rules: readonly Rule[]): Rule[] {
  return rules.flatMap((rule) => {
    const { of, maxAge, mfa, ...alternatives } = rule;
    if (of === undefined || Object.keys(alternatives).length > 0) return [rule];
    const ofType = typeRules(model, typeOf(model, of)).map((each) => ({ ...each, of }));
    if (maxAge === undefined && !mfa) return ofType;
    return [...ofType, { ...(maxAge !== undefined && { maxAge }), ...(mfa && { mfa }) }];
  });
}

/** All `@auth` on an element must be satisfied. Undefined if they are. */
export function refusalOf(
  model: Model,
  rules: readonly Rule[],
  { viewer, now }: Question,
  subject: Subject = noObject,
): Refusal | undefined {
  if (rules.length === 0) return undefined;
  if (!viewer) return { code: 'UNAUTHENTICATED', isConditional: false };
  const broken = rules.filter((rule) => groundsFor(model, rule, viewer, subject).length === 0);
  if (broken.length > 0) {
    return { code: 'FORBIDDEN', isConditional: broken.every((rule) => conditionsOf(rule).length > 0) };
  }
  const isRecent = rules.every(({ maxAge }) => maxAge === undefined || ageOf(viewer, now) <= maxAge);
  const hasFactors = viewer.mfa === true || rules.every(({ mfa }) => !mfa);
  return isRecent && hasFactors ? undefined : { code: 'REAUTHENTICATION_REQUIRED', isConditional: false };
}

/** What satisfies a rule: one of its alternatives is enough. */
export type Ground = 'signed in' | 'role' | 'scope' | 'owner' | 'group' | 'policy';

export function groundsFor(model: Model, rule: Rule, viewer: Asker, subject: Subject): readonly Ground[] {
  const { requires, scopes, owner, group, policy } = rule;
  const alternatives: Record<Ground, boolean | undefined> = {
    'signed in': [requires, scopes, owner, group, policy].every((each) => each === undefined),
    role: requires?.some((role) => viewer.roles.some((held) => includesRole(model, held, role))),
    scope: scopes && isAnyComplete(scopes, (scope) => viewer.scopes?.includes(scope) ?? false),
    owner: owner !== undefined && subject.isOwner(owner),
    group: group !== undefined && subject.isInGroup(group),
    policy: policy && isAnyComplete(policy, subject.passes),
  };
  const names = Object.keys(alternatives) as Ground[];
  return names.filter((name) => alternatives[name]);
}

/** The alternatives of a rule to its roles, in the order of the access table. */
export function conditionsOf({ owner, group, policy, scopes }: Rule): readonly Ground[] {
  const conditions: Ground[] = [];
  if (owner !== undefined) conditions.push('owner');
  if (group !== undefined) conditions.push('group');
  if (policy !== undefined) conditions.push('policy');
  if (scopes !== undefined) conditions.push('scope');
  return conditions;
}

function isAnyComplete(lists: Alternatives, holds: (name: string) => boolean): boolean {
  return lists.some((list) => list.every(holds));
}

/** `@inherits` and `@includedIn` are transitive. */
function includesRole(model: Model, held: string, wanted: string): boolean {
  const inherited = model.roles.get(held) ?? [];
  return (
    (held === wanted && model.roles.has(held)) || inherited.some((role) => includesRole(model, role, wanted))
  );
}

function ageOf({ authTime }: Asker, now: number): number {
  return authTime === undefined || authTime > now ? Infinity : now - authTime;
}
