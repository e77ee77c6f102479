import { type DocumentNode, parse } from 'graphql';
import type { Choices } from './choices.js';
import {
  decidingFields,
  type Field,
  type Input,
  isComposite,
  isNonNull,
  type Model,
  namedType,
  nullable,
  possibleTypes,
  rootOf,
  typeOf,
  type Value,
  VariableUse,
} from './model.js';
import { writeLiteral } from './write-sdl.js';
import { isRequired, writeValue } from './write-value.js';

export interface Operation {
  readonly text: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, Value>>;
}

/** A random operation that is valid for the model. */
export function writeOperation(model: Model, choices: Choices): Operation {
  const kinds = ['query', 'mutation', 'query', 'mutation', 'query', 'subscription'];
  const kind = choices.pick(kinds.filter((each) => model.types.has(rootOf(each))));
  const writer = new OperationWriter(model, choices);
  return kind === 'subscription' ? writer.writeSubscription() : writer.write(kind, rootOf(kind));
}

interface Fragment {
  readonly name: string;
  readonly condition: string;
  readonly body: string;
}

class OperationWriter {
  readonly #model: Model;
  readonly #choices: Choices;
  readonly #definitions: string[] = [];
  readonly #variables: Record<string, Value> = {};
  readonly #fragments: Fragment[] = [];
  /** Fields written before, to be repeated: everything up to the selections. */
  readonly #heads = new Map<string, { readonly head: string; readonly field: Field }[]>();
  #selectionsLeft = 24;
  #names = 0;

  constructor(model: Model, choices: Choices) {
    this.#model = model;
    this.#choices = choices;
  }

  write(kind: string, root: string): Operation {
    // A mutation with many fields is denied most of the time.
    return this.#complete(kind, this.#selections(root, 0, kind === 'mutation' ? 2 : 4));
  }

  /** A subscription has one root field. */
  writeSubscription(): Operation {
    const field = this.#choices.pick(typeOf(this.#model, 'Subscription').fields);
    const selection = this.#head(field) + this.#subselections(field, 0);
    if (!this.#choices.isOneIn(3)) return this.#complete('subscription', `{ ${selection} }`);
    return this.#complete('subscription', `{ ... on Subscription { ${selection} } }`);
  }

  #complete(kind: string, selections: string): Operation {
    const definitions = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    const parts = [`${kind}${definitions} ${selections}`];
    for (const { name, condition, body } of this.#fragments) {
      const fragment = `fragment ${name} on ${condition} ${body}`;
      if (this.#choices.isOneIn(2)) parts.unshift(fragment);
      else parts.push(fragment);
    }
    const text = parts.join('\n');
    return { text, document: parse(text, { noLocation: true }), variables: this.#variables };
  }

  #selections(type: string, depth: number, max = 4): string {
    const parts = this.#choices.times(1, max, () => this.#selection(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #selection(type: string, depth: number): string {
    this.#selectionsLeft -= 1;
    const { fields } = typeOf(this.#model, type);
    if (this.#selectionsLeft < 0 || depth > 6) {
      const leaves = fields.filter(({ ref, args }) => !isComposite(this.#model, namedType(ref)) && !args[0]);
      return leaves.length > 0 ? this.#field(type, leaves, depth) : '__typename';
    }
    const kind = this.#choices.below(8);
    if (kind === 7) return `__typename${this.#directives()}`;
    if (kind === 6) return this.#spread(type, depth);
    if (kind === 5 || fields.length === 0) return this.#inline(type, depth);
    const written = this.#heads.get(type) ?? [];
    if (kind !== 4 || written.length === 0) return this.#field(type, fields, depth);
    const { head, field } = this.#choices.pick(written);
    return head + this.#directives() + this.#subselections(field, depth);
  }

  #field(type: string, fields: readonly Field[], depth: number): string {
    // The fields that rules read are many, and lead nowhere.
    const others = fields.filter(({ name }) => !decidingFields.has(name));
    const field = this.#choices.pick([...others, ...others, ...others, ...fields]);
    const head = this.#head(field);
    this.#heads.set(type, [...(this.#heads.get(type) ?? []), { head, field }]);
    return head + this.#directives() + this.#subselections(field, depth);
  }

  #head(field: Field): string {
    const args = this.#arguments(field);
    if (args || this.#choices.isOneIn(5)) return `${this.#newName('a')}: ${field.name}${args}`;
    // The same response key must always have the same shape.
    return isNonNull(field.ref) ? `bound_${field.name}: ${field.name}` : field.name;
  }

  #subselections(field: Field, depth: number): string {
    const type = namedType(field.ref);
    return isComposite(this.#model, type) ? ` ${this.#selections(type, depth + 1)}` : '';
  }

  #spread(type: string, depth: number): string {
    const fitting = this.#fragments.filter(({ condition }) => this.#fits(type, condition));
    if (fitting.length > 0 && this.#choices.isOneIn(2)) {
      return `...${this.#choices.pick(fitting).name}${this.#directives()}`;
    }
    const condition = this.#condition(type);
    const name = this.#newName('F');
    const body = this.#selections(condition, depth + 1);
    this.#fragments.push({ name, condition, body });
    return `...${name}${this.#directives()}`;
  }

  #inline(type: string, depth: number): string {
    const isBare = this.#choices.isOneIn(4);
    const condition = isBare ? type : this.#condition(type);
    const selections = this.#selections(condition, depth + 1);
    return `...${isBare ? '' : ` on ${condition}`}${this.#directives()} ${selections}`;
  }

  #condition(type: string): string {
    const names = [...this.#model.types.keys()].filter((name) => isComposite(this.#model, name));
    return this.#choices.pick([type, ...names.filter((name) => this.#fits(type, name))]);
  }

  #fits(type: string, condition: string): boolean {
    const possible = possibleTypes(this.#model, condition);
    return possibleTypes(this.#model, type).some((name) => possible.includes(name));
  }

  #arguments({ args }: Field): string {
    const given = args.filter((arg) => isRequired(arg) || !this.#choices.isOneIn(3));
    if (given.length === 0) return '';
    const written = given.map((arg) => {
      const value = writeValue(this.#model, arg, this.#choices, (place) => this.#variable(place));
      return `${arg.name}: ${writeLiteral(this.#model, arg.ref, value)}`;
    });
    return `(${written.join(', ')})`;
  }

  #variable(place: Pick<Input, 'ref' | 'default'>): Value {
    const name = this.#newName('v');
    // An input with a default accepts a variable that may be missing, but not null.
    const mayBeMissing = !isNonNull(place.ref) || place.default !== undefined;
    const ref = mayBeMissing ? nullable(place.ref) : place.ref;
    const isGiven = !(mayBeMissing && this.#choices.isOneIn(3));
    const hasDefault = this.#choices.isOneIn(3);
    const fallback = hasDefault ? this.#written(place.ref) : '';
    if (isGiven) this.#variables[name] = writeValue(this.#model, { ref: place.ref }, this.#choices);
    this.#definitions.push(`$${name}: ${ref}${fallback}`);
    return new VariableUse(name);
  }

  #written(ref: string): string {
    return ` = ${writeLiteral(this.#model, ref, writeValue(this.#model, { ref }, this.#choices))}`;
  }

  #directives(): string {
    if (!this.#choices.isOneIn(4)) return '';
    const name = this.#choices.pick(['include', 'skip']);
    const condition = this.#choices.pick(['true', 'false', 'variable', 'both']);
    if (condition === 'both') return ` @skip(if: false) @include(if: ${this.#booleanVariable()})`;
    return ` @${name}(if: ${condition === 'variable' ? this.#booleanVariable() : condition})`;
  }

  #booleanVariable(): string {
    const name = this.#newName('v');
    const [value, isDefault] = [this.#choices.isOneIn(2), this.#choices.isOneIn(3)];
    this.#definitions.push(isDefault ? `$${name}: Boolean! = ${value}` : `$${name}: Boolean!`);
    if (!isDefault || this.#choices.isOneIn(3)) this.#variables[name] = isDefault ? !value : value;
    return `$${name}`;
  }

  #newName(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }
}
