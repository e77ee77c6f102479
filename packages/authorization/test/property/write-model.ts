import type { Choices } from './choices.js';
import { type Field, type Input, isNonNull, type Manner, type Model, type Rule, type Type } from './model.js';
import { owners, writeRules } from './write-rules.js';
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
/** A random schema with a random policy: `shape` decides its size, `details` everything else. */
export function writeModel(shape: Choices, details: Choices): Model {
  return new ModelWriter(details).write(shape);
}

class ModelWriter {
  readonly #choices: Choices;
  readonly #roles = new Map<string, readonly string[]>();
  readonly #types = new Map<string, Type>();
  #leaves: readonly string[] = [];
  #composites: readonly string[] = [];

  constructor(choices: Choices) {
    this.#choices = choices;
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
    return { roles: this.#roles, types: this.#types };
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
      const type = this.#choices.pick(isPlain ? [...this.#leaves, 'Boolean', ...later] : [...later, ...all]);
      const mayBind = !all.slice(0, index + 1).includes(type);
      return this.#input(`${name.toLowerCase()}_${field}`, type, mayBind);
    });
    this.#types.set(name, { ...nothing, kind: 'input', name, inputs });
  }

  #input(name: string, type: string, mayBind: boolean): Input {
    const ref = this.#wrap(type, mayBind);
    const input = { name, ref, rules: this.#rules(3) };
    if (!mayBind || !this.#choices.isOneIn(3)) return input;
    const model = { roles: this.#roles, types: this.#types };
    return { ...input, default: writeValue(model, { ref }, this.#choices) };
  }

  #addFielded(kind: 'interface' | 'type', name: string, parents: readonly string[]): void {
    const interfaces = [
      ...new Set(parents.flatMap((parent) => [parent, ...(this.#types.get(parent)?.interfaces ?? [])])),
    ];
    const rules = this.#rules(6, true);
    const inherited = this.#inheritedFields(name, interfaces);
    const known = new Set(inherited.map((field) => field.name));
    const own = owners.filter((owner) => !known.has(owner.name)).map((owner) => this.#ownerField(owner));
    const others = this.#choices.times(1, 4, (index) => this.#field(`${name.toLowerCase()}_${index}`, true));
    const fields = [...inherited, ...own, ...others];
    const isPublic = kind === 'type' && this.#publicity(rules).isPublic;
    this.#types.set(name, { ...nothing, kind, name, rules, isPublic, interfaces, fields });
  }

  #ownerField({ name, ref }: Pick<Field, 'name' | 'ref'>): Field {
    const rules = this.#rules(5, true);
    return { name, ref, rules, args: [], manner: this.#choices.pick(manners), ...this.#publicity(rules) };
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
    const isId = owners.some(({ name }) => name === first.name);
    const ref = isNonNull(narrowest) || isId || !this.#choices.isOneIn(4) ? narrowest : `${narrowest}!`;
    const args = new Map(versions.flatMap((version) => version.args).map((arg) => [arg.name, arg]));
    const own = [...args.values()].map((arg) => ({ ...arg, rules: this.#rules(4) }));
    const isExtended = !isId && this.#choices.isOneIn(5);
    const added = isExtended ? [this.#input(`more_${owner.toLowerCase()}`, 'String', false)] : [];
    const rules = this.#rules(4, true);
    const taken = [...own, ...added];
    return { ...first, ref, rules, args: taken, manner: this.#manner(taken), ...this.#publicity(rules) };
  }

  #addRoot(name: string, count: number): void {
    if (count === 0) return;
    const rules = this.#rules(9);
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
    const rules = this.#rules(4, hasOwner);
    const isLeaf = hasOwner ? !this.#choices.isOneIn(2) : this.#choices.isOneIn(4);
    const type = this.#choices.pick(isLeaf ? this.#leaves : this.#composites);
    const inputs = [...this.#types.values()].filter(({ kind }) => kind === 'input' || kind === 'enum');
    const args = this.#choices.isOneIn(3)
      ? this.#choices.times(1, 2, (index) => {
          const taken = [
            'String',
            ...inputs.map((input) => input.name),
            ...inputs.map((input) => input.name),
          ];
          return this.#input(`arg_${index}`, this.#choices.pick(taken), true);
        })
      : [];
    const ref = this.#wrap(type, true);
    return { name, ref, rules, args, manner: this.#manner(args), ...this.#publicity(rules) };
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

  #rules(oneIn: number, hasOwner = false): Rule[] {
    return writeRules(this.#choices, [...this.#roles.keys()], oneIn, hasOwner);
  }

  #some<T>(options: readonly T[], oneIn: number): T[] {
    return options.filter(() => this.#choices.isOneIn(oneIn));
  }
}
