import type { Choices } from './choices.js';
import {
  type Input,
  isNonNull,
  itemOf,
  type Model,
  namedType,
  nullable,
  objectIds,
  typeOf,
  type Value,
} from './model.js';

/** Creates a variable for an input of this type; undefined where variables are not allowed. */
export type MakeVariable = (place: Pick<Input, 'ref' | 'default'>) => Value;

/** A random value for an input. */
export function writeValue(
  model: Model,
  place: Pick<Input, 'ref' | 'default'>,
  choices: Choices,
  makeVariable?: MakeVariable,
  depth = 0,
): Value {
  const { ref } = place;
  if (makeVariable && choices.isOneIn(3)) return makeVariable(place);
  if (!isNonNull(ref) && choices.isOneIn(6)) return null;
  const item = itemOf(ref);
  if (item !== undefined) {
    // A single item coerces to a list, but a variable does not.
    if (!itemOf(item) && choices.isOneIn(4)) {
      return writeValue(model, { ref: `${nullable(item)}!` }, choices, undefined, depth);
    }
    return choices.times(0, 2, () => writeValue(model, { ref: item }, choices, makeVariable, depth));
  }
  const name = nullable(ref);
  if (name === 'String') return choices.pick(['plain', 'other', '']);
  if (name === 'ID') return choices.pick(objectIds);
  if (name === 'Boolean') return choices.isOneIn(2);
  const { values, inputs } = typeOf(model, name);
  if (values.length > 0) return choices.pick(values).name;
  const isKnown = (input: Input) => isLeaf(input) || model.types.has(namedType(input.ref));
  const given = inputs.filter(
    (input) => isRequired(input) || (depth < 2 && isKnown(input) && !choices.isOneIn(2)),
  );
  return Object.fromEntries(
    given.map((input) => [input.name, writeValue(model, input, choices, makeVariable, depth + 1)]),
  );
}

function isLeaf({ ref }: Input): boolean {
  return ['String', 'Boolean', 'ID'].includes(namedType(ref));
}

export function isRequired({ ref, default: value }: Input): boolean {
  return isNonNull(ref) && value === undefined;
}
