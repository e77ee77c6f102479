import type { Choices } from './choices.js';
import { type Alternatives, decidingFields, ownerFields, type Rule } from './model.js';

const ageLimits = [10, 60, 900];

/** What a policy may use apart from roles, owners, `maxAge` and `mfa`. */
export interface Words {
  /** The fields, with their types, that every object has for rules to read. */
  readonly fields: ReadonlyMap<string, string>;
  readonly owners: readonly string[];
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  readonly policies: readonly string[];
}

export const scopes = ['read', 'write', 'READ'];

export const basicWords: Words = {
  fields: new Map([...decidingFields].filter(([name]) => ownerFields.includes(name))),
  owners: ownerFields,
  groups: [],
  scopes: [],
  policies: [],
};

export const allWords: Words = {
  fields: decidingFields,
  owners: [...ownerFields, 'editorIds'],
  groups: ['teamId', 'groupIds'],
  scopes,
  policies: ['P0', 'P1', 'P2'],
};

/** What a rule can decide about where it is written. */
export interface Place {
  /** An object with owners and groups. */
  readonly hasObject?: boolean;
  /** The arguments of a root field, about which policies decide. */
  readonly hasArguments?: boolean;
  /** The types of the objects that a value can identify. */
  readonly identifies?: readonly string[];
}

/** Random rules for one element in `oneIn`, none for the others. */
export function writeRules(
  choices: Choices,
  roles: readonly string[],
  oneIn: number,
  hasOwner: boolean,
): Rule[] {
  return choices.isOneIn(oneIn) ? choices.times(1, 2, () => writeRule(choices, roles, hasOwner)) : [];
}

function writeRule(choices: Choices, roles: readonly string[], hasOwner: boolean): Rule {
  const kind = choices.below(hasOwner ? 7 : 5);
  const requires = [choices.pick(roles)];
  const maxAge = choices.pick(ageLimits);
  const owner = choices.pick(ownerFields);
  const mfa = choices.isOneIn(8) ? ({ mfa: true } as const) : {};
  const aged = { ...(choices.isOneIn(4) ? { maxAge } : {}), ...mfa };
  if (kind === 1) return { ...aged };
  if (kind === 2) return { maxAge };
  if (kind === 3) return { requires: [...requires, choices.pick(roles)], ...aged };
  if (kind === 5) return { owner, ...aged };
  if (kind === 6) return { requires, owner, ...aged };
  return { requires, ...aged };
}

/** Like `writeRules`, with every kind of alternative that the place allows. */
export function writeRulesOfAnyKind(
  choices: Choices,
  roles: readonly string[],
  words: Words,
  oneIn: number,
  place: Place,
): Rule[] {
  if (!choices.isOneIn(oneIn)) return [];
  // Rules of roles and plain owners have guards of their own.
  if (!place.identifies && choices.isOneIn(3)) return writeRules(choices, roles, 1, place.hasObject === true);
  return choices.times(1, 2, () => writeAnyRule(choices, roles, words, place));
}

function writeAnyRule(choices: Choices, roles: readonly string[], words: Words, place: Place): Rule {
  const types = place.identifies ?? [];
  const of = types.length > 0 && !choices.isOneIn(5) ? choices.pick(types) : undefined;
  const possible = conditionsAt(place, of);
  // One of these is certain, so that roles alone do not decide most of the time.
  const certain = choices.pick([undefined, ...possible]);
  const used = possible.filter((condition) => condition === certain || choices.isOneIn(5));
  return {
    ...writeRolesAndScopes(choices, roles, words, certain === undefined ? 2 : 4),
    ...(used.includes('owner') && { owner: choices.pick(words.owners) }),
    ...(used.includes('group') && { group: choices.pick(words.groups) }),
    ...(used.includes('policy') && { policy: writeAlternatives(choices, words.policies) }),
    ...(of !== undefined && { of }),
    ...(choices.isOneIn(8) && { maxAge: choices.pick(ageLimits) }),
    ...(choices.isOneIn(10) && ({ mfa: true } as const)),
  };
}

function conditionsAt({ hasObject, hasArguments }: Place, of: string | undefined): readonly string[] {
  if (hasObject || of !== undefined) return ['owner', 'group', 'policy'];
  return hasArguments ? ['policy'] : [];
}

function writeRolesAndScopes(choices: Choices, roles: readonly string[], words: Words, oneIn: number): Rule {
  return {
    ...(choices.isOneIn(oneIn) && { requires: choices.times(1, 2, () => choices.pick(roles)) }),
    ...(choices.isOneIn(6) && { scopes: writeAlternatives(choices, words.scopes) }),
  };
}

function writeAlternatives(choices: Choices, names: readonly string[]): Alternatives {
  return choices.times(1, 2, () => choices.times(1, 2, () => choices.pick(names)));
}
