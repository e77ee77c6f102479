import type { Choices } from './choices.js';
import type { Field, Rule } from './model.js';

const ageLimits = [10, 60, 900];

/** The fields that contain the owner of every object that has one. */
export const owners: readonly Pick<Field, 'name' | 'ref'>[] = [
  { name: 'id', ref: 'ID' },
  { name: 'ownerId', ref: 'String' },
];

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
  const owner = choices.pick(owners).name;
  const aged = choices.isOneIn(4) ? { maxAge } : {};
  if (kind === 1) return { ...aged };
  if (kind === 2) return { maxAge };
  if (kind === 3) return { requires: [...requires, choices.pick(roles)], ...aged };
  if (kind === 5) return { owner, ...aged };
  if (kind === 6) return { requires, owner, ...aged };
  return { requires, ...aged };
}
