import type { Choices } from './choices.js';
import {
  type Field,
  type Input,
  isComposite,
  isNonNull,
  itemOf,
  type Manner,
  type Model,
  type NamedPolicy,
  namedType,
  possibleTypes,
  type Rule,
  type Type,
  typeOf,
} from './model.js';
import { typeRules } from './naive-rules.js';
import { basicWords, type Place, type Words, writeRules, writeRulesOfAnyKind } from './write-rules.js';
import { writeValue } from './write-value.js';

const nothing = {
  rules: [],
  isPublic: false,
  interfaces: [],
  fields: [],
  members: [],
  inputs: [],
  values: [],
};
const manners: readonly Manner[] = ['property', 'resolver', 'late resolver', 'method'];
/** Row filters read plain properties only. */
const mostlyPlain: readonly Manner[] = ['property', 'property', 'property', 'property'];

/** A random schema with a random policy: `shape` decides its size, `details` everything else. */
export function writeModel(shape: Choices, details: Choices, words: Words = basicWords): Model {
  return withEffect(new ModelWriter(details, words).write(shape));
}

class ModelWriter {
  readonly #choices: Choices;
  readonly #words: Words;
  readonly #isBasic: boolean;
  readonly #roles = new Map<string, readonly string[]>();
  readonly #types = new Map<string, Type>();
  #leaves: readonly string[] = [];
  #composites: readonly string[] = [];
  #objects: readonly string[] = [];

  constructor(choices: Choices, words: Words) {
    this.#choices = choices;
    this.#words = words;
    this.#isBasic = words === basicWords;
  }

  write(shape: Choices): Model {
    const named = (prefix: string, min: number, max: number) =>
      shape.times(min, max, (index) => `${prefix}${index}`);
    for (const name of named('R', 1, 5)) this.#roles.set(name, this.#inherited([...this.#roles.keys()]));
    const enums = named('E', 0, 2);
    const inputs = named('In', 0, 3);
    const interfaces = named('I', 0, 3);
    const objects = named('O', 1, 4);
    const unions = named('U', 0, 1);
    const mutations = shape.below(5);
    const subscriptions = shape.below(2);
    const includingRoles = this.#isBasic ? [] : this.#some([...this.#roles.keys()], 2);
    const policies = this.#words.policies.map((name) => this.#policy(name));
    this.#objects = objects;
    this.#leaves = ['String', 'String', ...enums];
    this.#composites = [
      ...objects,
      ...interfaces,
      ...unions,
      'Query',
      ...(mutations > 0 ? ['Mutation'] : []),
    ];

    for (const name of enums) this.#addEnum(name);
    // Later ones first, because a default can contain only complete types.
    for (const index of [...inputs.keys()].reverse()) this.#addInput(inputs, index);
    for (const [index, name] of interfaces.entries()) {
      this.#addFielded('interface', name, this.#some(interfaces.slice(0, index), 2));
    }
    for (const [index, name] of objects.entries()) {
      // Each interface has at least one implementation.
      const own = interfaces.filter((_, each) => each % objects.length === index || this.#choices.isOneIn(3));
      this.#addFielded('type', name, own);
    }
    for (const name of unions) {
      const members = objects.filter((_, index) => index === 0 || !this.#choices.isOneIn(3));
      this.#types.set(name, { ...nothing, kind: 'union', name, members });
    }
    this.#addRoot('Query', 1 + shape.below(5));
    this.#addRoot('Mutation', mutations);
    this.#addRoot('Subscription', subscriptions);
    return { roles: this.#roles, includingRoles, policies, types: this.#types };
  }

  #policy(name: string): NamedPolicy {
    const isLate = this.#choices.isOneIn(2);
    if (this.#choices.isOneIn(2)) return { name, isLate };
    return { name, isLate, states: this.#some(['open', 'closed', 'viewer-0'], 2) };
  }

  #inherited(roles: readonly string[]): string[] {
    return this.#choices.pick([[], roles.slice(-1), roles.slice(-1), this.#some(roles, 3)]);
  }

  #addEnum(name: string): void {
    const values = this.#choices.times(1, 3, (index) => ({
      name: `${name}_V${index}`,
      rules: this.#rules(3),
    }));
    this.#types.set(name, { ...nothing, kind: 'enum', name, values });
  }

  #addInput(all: readonly string[], index: number): void {
    const name = all[index] ?? '';
    const later = all.slice(index + 1);
    const inputs = this.#choices.times(1, 3, (field) => {
      // Neither a required input type nor a default may contain itself.
      const isPlain = this.#choices.isOneIn(2);
      const leaves = [...this.#leaves, 'Boolean', ...this.#ids()];
      const type = this.#choices.pick(isPlain ? [...leaves, ...later] : [...later, ...all]);
      const mayBind = !all.slice(0, index + 1).includes(type);
      return this.#input(`${name.toLowerCase()}_${field}`, type, mayBind);
    });
    this.#types.set(name, { ...nothing, kind: 'input', name, inputs });
  }

  #input(name: string, type: string, mayBind: boolean): Input {
    const ref = this.#wrap(type, mayBind);
    const input = { name, ref, rules: this.#inputRules(type, 3) };
    if (!mayBind || !this.#choices.isOneIn(3)) return input;
    const model = { roles: this.#roles, includingRoles: [], policies: [], types: this.#types };
    return { ...input, default: writeValue(model, { ref }, this.#choices) };
  }

  #addFielded(kind: 'interface' | 'type', name: string, parents: readonly string[]): void {
    const interfaces = [
      ...new Set(parents.flatMap((parent) => [parent, ...(this.#types.get(parent)?.interfaces ?? [])])),
    ];
    const rules = this.#rules(this.#isBasic ? 6 : 3, { hasObject: true });
    const inherited = this.#inheritedFields(name, interfaces);
    const known = new Set(inherited.map((field) => field.name));
    const own = [...this.#words.fields]
      .filter(([field]) => !known.has(field))
      .map(([field, ref]) => this.#decidingField(field, ref));
    const others = this.#choices.times(1, 4, (index) => this.#field(`${name.toLowerCase()}_${index}`, true));
    const fields = [...inherited, ...own, ...others];
    const isPublic = kind === 'type' && this.#publicity(rules).isPublic;
    this.#types.set(name, { ...nothing, kind, name, rules, isPublic, interfaces, fields });
  }

  #decidingField(name: string, ref: string): Field {
    const rules = this.#rules(5, { hasObject: true });
    const manner = this.#choices.pick(this.#isBasic ? manners : [...mostlyPlain, ...manners]);
    return { name, ref, rules, args: [], manner, isFiltered: false, ...this.#publicity(rules) };
  }

  /** The fields of interfaces with other rules, narrower types and additional arguments. */
  #inheritedFields(owner: string, interfaces: readonly string[]): Field[] {
    const byName = new Map<string, Field[]>();
    for (const field of interfaces.flatMap((name) => this.#types.get(name)?.fields ?? [])) {
      byName.set(field.name, [...(byName.get(field.name) ?? []), field]);
    }
    return [...byName.values()].map((versions) => this.#inheritedField(owner, versions));
  }

  #inheritedField(owner: string, versions: readonly Field[]): Field {
    const [first] = versions;
    if (!first) throw new Error('A field is inherited from at least one interface.');
    const narrowest = versions.find(({ ref }) => isNonNull(ref))?.ref ?? first.ref;
    const isId = this.#words.fields.has(first.name);
    const ref = isNonNull(narrowest) || isId || !this.#choices.isOneIn(4) ? narrowest : `${narrowest}!`;
    const args = new Map(versions.flatMap((version) => version.args).map((arg) => [arg.name, arg]));
    const own = [...args.values()].map((arg) => ({
      ...arg,
      rules: this.#inputRules(namedType(arg.ref), 4),
    }));
    const isExtended = !isId && this.#choices.isOneIn(5);
    const added = isExtended ? [this.#input(`more_${owner.toLowerCase()}`, 'String', false)] : [];
    const rules = this.#rules(4, { hasObject: true });
    const taken = [...own, ...added];
    const isFiltered = this.#isFiltered();
    const manner = isId && first.manner === 'property' ? first.manner : this.#manner(taken);
    return { ...first, ref, rules, args: taken, isFiltered, manner, ...this.#publicity(rules) };
  }

  #addRoot(name: string, count: number): void {
    if (count === 0) return;
    const rules = this.#rules(9, { hasArguments: true });
    const isPublic = rules.length === 0 && this.#choices.isOneIn(6);
    const fields = Array.from({ length: count }, (_, index) => {
      const field = this.#field(`${name.toLowerCase()}_${index}`, false);
      // A root field needs @auth or @public.
      const isOpen = field.rules.length === 0 && rules.length === 0 && !isPublic;
      const manner: Manner =
        name === 'Query' ? field.manner : this.#choices.pick(['resolver', 'late resolver']);
      return { ...field, isPublic: field.isPublic || isOpen, manner };
    });
    this.#types.set(name, { ...nothing, kind: 'type', name, rules, isPublic, fields });
  }

  #field(name: string, hasOwner: boolean): Field {
    const rules = this.#rules(4, { hasObject: hasOwner, hasArguments: !hasOwner });
    const isLeaf = hasOwner ? !this.#choices.isOneIn(2) : this.#choices.isOneIn(4);
    const type = this.#choices.pick(isLeaf ? this.#leaves : this.#composites);
    const args = this.#arguments(name.startsWith('mutation'));
    const ref = this.#wrap(type, true);
    const isFiltered = this.#isFiltered();
    return { name, ref, rules, args, isFiltered, manner: this.#manner(args), ...this.#publicity(rules) };
  }

  #arguments(isOfMutation: boolean): Input[] {
    // The mutations that identify objects are the most interesting ones.
    const identifies = isOfMutation && !this.#isBasic;
    if (!identifies && !this.#choices.isOneIn(this.#isBasic ? 3 : 2)) return [];
    const inputs = [...this.#types.values()]
      .filter(({ kind }) => kind === 'input' || kind === 'enum')
      .map((input) => input.name);
    const types = ['String', ...this.#ids(), ...inputs, ...inputs];
    return this.#choices.times(1, 2, (index) => {
      const type = identifies && this.#choices.isOneIn(2) ? 'ID' : this.#choices.pick(types);
      return this.#input(`arg_${index}`, type, true);
    });
  }

  #manner(args: readonly Input[]): Manner {
    const manner = this.#choices.pick(manners);
    return args.length > 0 && manner !== 'late resolver' ? 'resolver' : manner;
  }

  #publicity(rules: readonly Rule[]): Pick<Field, 'isPublic'> {
    return { isPublic: rules.length === 0 && this.#choices.isOneIn(8) };
  }

  #wrap(type: string, mayBind: boolean): string {
    const bound = [`${type}!`, `[${type}!]!`, `[${type}!]`];
    const free = [type, type, type, `[${type}]`, `[[${type}]]`];
    return this.#choices.pick(mayBind ? [...free, ...bound] : free);
  }

  /** The type of IDs, often enough for `of`. */
  #ids(): string[] {
    return this.#isBasic ? [] : ['ID', 'ID', 'ID'];
  }

  #isFiltered(): boolean {
    return !this.#isBasic && this.#choices.isOneIn(2);
  }

  #inputRules(type: string, oneIn: number): Rule[] {
    return type === 'ID' ? this.#rules(1, { identifies: this.#objects }) : this.#rules(oneIn);
  }

  #rules(oneIn: number, place: Place = {}): Rule[] {
    const roles = [...this.#roles.keys()];
    return this.#isBasic
      ? writeRules(this.#choices, roles, oneIn, place.hasObject === true)
      : writeRulesOfAnyKind(this.#choices, roles, this.#words, oneIn, place);
  }

  #some<T>(options: readonly T[], oneIn: number): T[] {
    return options.filter(() => this.#choices.isOneIn(oneIn));
  }
}

/** A model without what the engine rejects as ineffective: `@filtered` and `of` for types without rules. */
function withEffect(model: Model): Model {
  const types = [...model.types].map(([name, type]): [string, Type] => {
    const fields = type.fields.map((field) => ({
      ...field,
      isFiltered:
        field.isFiltered && declarationsOf(model, field).every((each) => mayBeFiltered(model, each)),
      args: field.args.map((arg) => withRulesOfTypes(model, arg)),
    }));
    return [name, { ...type, fields, inputs: type.inputs.map((input) => withRulesOfTypes(model, input)) }];
  });
  return { ...model, types: new Map(types) };
}

/** A field in each type that declares it. Only types and their interfaces share the name of a field. */
function declarationsOf({ types }: Model, { name }: Field): Field[] {
  return [...types.values()].flatMap(({ fields }) => fields.filter((field) => field.name === name));
}

function mayBeFiltered(model: Model, { ref }: Field): boolean {
  const name = namedType(ref);
  if (!isComposite(model, name) || (isNonNull(ref) && itemOf(ref) === undefined)) return false;
  return possibleTypes(model, name).some((each) => typeRules(model, typeOf(model, each)).length > 0);
}

function withRulesOfTypes(model: Model, input: Input): Input {
  const rules = input.rules.map((rule) => {
    const { of, ...others } = rule;
    const isAlone = Object.keys(others).every((name) => name === 'maxAge' || name === 'mfa');
    const hasRules = of !== undefined && typeRules(model, typeOf(model, of)).length > 0;
    return isAlone && !hasRules ? others : rule;
  });
  return { ...input, rules };
}
