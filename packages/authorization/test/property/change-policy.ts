import type { Choices } from './choices.js';
import { type Field, type Input, isComposite, type Model, nullable, type Rule, type Type } from './model.js';
import { writeRules } from './write-rules.js';
import { writeValue } from './write-value.js';

type Change = (choices: Choices, model: Model) => Model;

/** A policy after a few random changes of any kind. */
export function changePolicy(choices: Choices, model: Model): Model {
  return choices
    .times(1, 3, () => choices.pick(changes))
    .reduce((each, change) => change(choices, each), model);
}

/** A policy after a few changes, each of which only reduces access. */
export function narrowPolicy(choices: Choices, model: Model): Model {
  return choices
    .times(1, 3, () => choices.pick(restrictions))
    .reduce((each, change) => change(choices, each), model);
}

const dropRule: Change = (choices, model) =>
  changeRules(choices, model, true, ({ rules }) => {
    const dropped = choices.below(rules.length);
    return rules.filter((_, index) => index !== dropped);
  });

const addRule: Change = (choices, model) =>
  changeRules(choices, model, false, ({ rules, hasOwner }) => [
    ...rules,
    ...writeRules(choices, [...model.roles.keys()], 1, hasOwner),
  ]);

const replaceRule: Change = (choices, model) =>
  changeRules(choices, model, true, ({ rules, hasOwner }) => [
    ...rules.slice(1),
    ...writeRules(choices, [...model.roles.keys()], 1, hasOwner),
  ]);

/** Every kind of stricter rule: fewer roles, one alternative instead of two, a shorter age, a second factor. */
const tightenRule: Change = (choices, model) =>
  changeRules(choices, model, true, ({ rules }) => {
    const index = choices.below(rules.length);
    return rules.map((rule, each) => (each === index ? tightened(choices, rule) : rule));
  });

function tightened(choices: Choices, rule: Rule): Rule {
  const { requires, owner, maxAge, mfa } = rule;
  const signIn = { ...(maxAge !== undefined && { maxAge }), ...(mfa && { mfa }) };
  const options: Rule[] = [
    { ...rule, maxAge: Math.ceil((maxAge ?? 901) / 2) },
    { ...rule, mfa: true },
  ];
  if (requires && requires.length > 1) options.push({ ...rule, requires: requires.slice(1) });
  if (requires && owner !== undefined) {
    options.push({ requires, ...signIn });
    options.push({ owner, ...signIn });
  }
  return choices.pick(options);
}

const includeRole: Change = (choices, model) => {
  const names = [...model.roles.keys()];
  const index = choices.below(names.length);
  const [role = '', other] = [names[index], names[choices.below(Math.max(index, 1))]];
  const included = model.roles.get(role) ?? [];
  if (other === undefined || other === role) return model;
  return { ...model, roles: new Map([...model.roles, [role, [...new Set([...included, other])]]]) };
};

const excludeRole: Change = (choices, model) => {
  const role = choices.pick([...model.roles.keys()]);
  const included = model.roles.get(role) ?? [];
  return { ...model, roles: new Map([...model.roles, [role, included.slice(1)]]) };
};

const addRole: Change = (choices, model) => {
  const inherited = [...model.roles.keys()].filter(() => choices.isOneIn(2));
  return { ...model, roles: new Map([...model.roles, ['NEW', inherited]]) };
};

const dropMember: Change = (_choices, model) =>
  changeTypes(model, (type) =>
    type.members.length > 1 ? { ...type, members: type.members.slice(1) } : type,
  );

const addMember: Change = (_choices, model) => {
  const objects = [...model.types.values()].filter(
    ({ kind, name }) => kind === 'type' && name.startsWith('O'),
  );
  const all = objects.map(({ name }) => name);
  return changeTypes(model, (type) => (type.kind === 'union' ? { ...type, members: all } : type));
};

const addImplementor: Change = (choices, model) => {
  const interfaces = [...model.types.values()].filter(({ kind }) => kind === 'interface');
  if (interfaces.length === 0) return model;
  const { name } = choices.pick(interfaces);
  return changeType(choices, model, 'type', (type) => ({
    ...type,
    interfaces: [...new Set([...type.interfaces, name])],
  }));
};

const changeFieldType: Change = (choices, model) =>
  changeField(choices, model, (field) => {
    const names = [...model.types.keys()].filter((name) => isComposite(model, name));
    return { ...field, ref: choices.pick([...names, 'String', `[${nullable(field.ref)}]`]) };
  });

const makeNonNull: Change = (choices, model) =>
  changeField(choices, model, (field) => ({ ...field, ref: `${nullable(field.ref)}!` }));

const dropField: Change = (choices, model) =>
  changeType(choices, model, undefined, (type) => ({ ...type, fields: withoutOne(choices, type.fields, 1) }));

/** Excludes interfaces, whose rules apply to the types that implement them. */
const dropObjectField: Change = (choices, model) =>
  changeType(choices, model, 'type', (type) => ({ ...type, fields: withoutOne(choices, type.fields, 1) }));

const dropArgument: Change = (choices, model) =>
  changeField(choices, model, (field) => ({ ...field, args: withoutOne(choices, field.args, 0) }));

const changeInput: Change = (choices, model) =>
  changeInputs(choices, model, (input) => changed(choices, model, input));

function changed(choices: Choices, model: Model, input: Input): Input {
  const { name, rules } = input;
  const ref = choices.pick([nullable(input.ref), `${nullable(input.ref)}!`]);
  if (!choices.isOneIn(2) || isRecursive(model, input)) return { name, rules, ref };
  return { name, rules, ref, default: writeValue(model, { ref }, choices) };
}

/** Inputs that may not have a default, which could be endless. */
function isRecursive(model: Model, { ref }: Input): boolean {
  return [...model.types.values()].some(({ kind, name }) => kind === 'input' && ref.includes(name));
}

const changes: readonly Change[] = [
  dropRule,
  dropRule,
  replaceRule,
  replaceRule,
  addRule,
  tightenRule,
  includeRole,
  excludeRole,
  addRole,
  dropMember,
  addMember,
  addImplementor,
  changeFieldType,
  makeNonNull,
  dropField,
  dropArgument,
  changeInput,
  changeInput,
];
const restrictions: readonly Change[] = [
  addRule,
  tightenRule,
  tightenRule,
  excludeRole,
  dropMember,
  makeNonNull,
  dropObjectField,
];

/** A schema element that can have rules. */
interface Place {
  readonly rules: readonly Rule[];
  /** Whether `owner` may be used here. */
  readonly hasOwner: boolean;
  /** The element's type with other rules on the element. */
  readonly put: (rules: readonly Rule[]) => Type;
}

function changeRules(
  choices: Choices,
  model: Model,
  mustHaveRules: boolean,
  change: (place: Place) => readonly Rule[],
): Model {
  const places = [...model.types.values()]
    .flatMap(placesOf)
    .filter(({ rules }) => rules.length > 0 || !mustHaveRules);
  if (places.length === 0) return model;
  const place = choices.pick(places);
  const type = place.put(change(place));
  return { ...model, types: new Map([...model.types, [type.name, type]]) };
}

function placesOf(type: Type): Place[] {
  const hasOwner = type.fields.some(({ name }) => name === 'ownerId');
  const isFielded = type.kind === 'type' || type.kind === 'interface';
  return [
    ...(isFielded
      ? [{ rules: type.rules, hasOwner, put: (rules: readonly Rule[]) => ({ ...type, rules }) }]
      : []),
    ...placesIn(type.inputs, false, (inputs) => ({ ...type, inputs })),
    ...placesIn(type.values, false, (values) => ({ ...type, values })),
    ...placesIn(type.fields, hasOwner, (fields) => ({ ...type, fields })),
    ...type.fields.flatMap((field, index) =>
      placesIn(field.args, false, (args) => ({
        ...type,
        fields: type.fields.with(index, { ...field, args }),
      })),
    ),
  ];
}

function placesIn<T extends { readonly rules: readonly Rule[] }>(
  items: readonly T[],
  hasOwner: boolean,
  put: (items: readonly T[]) => Type,
): Place[] {
  return items.map((item, index) => ({
    rules: item.rules,
    hasOwner,
    put: (rules) => put(items.with(index, { ...item, rules })),
  }));
}

function changeField(choices: Choices, model: Model, change: (field: Field) => Field): Model {
  return changeType(choices, model, undefined, (type) => {
    const index = choices.below(type.fields.length);
    const fields = type.fields.map((field, each) => (each === index ? change(field) : field));
    return { ...type, fields };
  });
}

/** Changes some arguments and input fields. */
function changeInputs(choices: Choices, model: Model, change: (input: Input) => Input): Model {
  return changeTypes(model, (type) => ({
    ...type,
    inputs: type.inputs.map((input) => (choices.isOneIn(3) ? change(input) : input)),
    fields: type.fields.map((field) => ({
      ...field,
      args: field.args.map((arg) => (choices.isOneIn(3) ? change(arg) : arg)),
    })),
  }));
}

function changeType(
  choices: Choices,
  model: Model,
  kind: Type['kind'] | undefined,
  change: (type: Type) => Type,
): Model {
  const fitting = [...model.types.values()].filter(
    (type) => type.fields.length > 0 && (kind === undefined || type.kind === kind),
  );
  if (fitting.length === 0) return model;
  const type = change(choices.pick(fitting));
  return { ...model, types: new Map([...model.types, [type.name, type]]) };
}

function changeTypes(model: Model, change: (type: Type) => Type): Model {
  return { ...model, types: new Map([...model.types].map(([name, type]) => [name, change(type)])) };
}

function withoutOne<T>(choices: Choices, items: readonly T[], atLeast: number): readonly T[] {
  if (items.length <= atLeast) return items;
  return items.toSpliced(choices.below(items.length), 1);
}
