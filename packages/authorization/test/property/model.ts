/** One `@auth`, as it is written. */
export interface Rule {
  readonly requires?: readonly string[];
  readonly owner?: string;
  readonly maxAge?: number;
}

/** The value of an input, from a client or a default. Enum values are their names. */
export type Value = null | boolean | string | VariableUse | readonly Value[] | ValueObject;
export interface ValueObject {
  readonly [name: string]: Value;
}
export class VariableUse {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** An argument or an input field. `ref` is its type as in SDL: `[E0!]!`. */
export interface Input {
  readonly name: string;
  readonly ref: string;
  readonly rules: readonly Rule[];
  readonly default?: Value;
}

/** The source of a field's value: a property of the object, a method, a resolver, an asynchronous resolver. */
export type Manner = 'property' | 'method' | 'resolver' | 'late resolver';

export interface Field {
  readonly name: string;
  readonly ref: string;
  readonly rules: readonly Rule[];
  readonly isPublic: boolean;
  readonly args: readonly Input[];
  readonly manner: Manner;
}

export interface Type {
  readonly kind: 'type' | 'interface' | 'union' | 'input' | 'enum';
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly isPublic: boolean;
  /** All implemented interfaces, including those of its interfaces. */
  readonly interfaces: readonly string[];
  readonly fields: readonly Field[];
  /** Of a union. */
  readonly members: readonly string[];
  /** Of an input type. */
  readonly inputs: readonly Input[];
  /** Of an enum. */
  readonly values: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** A schema and its policy, as data. */
export interface Model {
  /** Each role with those it inherits directly. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly types: ReadonlyMap<string, Type>;
}

export const ownerFields = ['id', 'ownerId'];

/** The root type of a query, a mutation or a subscription. */
export function rootOf(kind: string): string {
  return kind.slice(0, 1).toUpperCase() + kind.slice(1);
}

export function isNonNull(ref: string): boolean {
  return ref.endsWith('!');
}

export function nullable(ref: string): string {
  return isNonNull(ref) ? ref.slice(0, -1) : ref;
}

/** The type of a list's items; undefined for other types. */
export function itemOf(ref: string): string | undefined {
  const list = nullable(ref);
  return list.startsWith('[') ? list.slice(1, -1) : undefined;
}

export function namedType(ref: string): string {
  return ref.replaceAll(/[![\]]/g, '');
}

export function typeOf({ types }: Model, name: string): Type {
  const type = types.get(name);
  if (!type) throw new Error(`No type ${name}.`);
  return type;
}

/** The object types that a value of this type can have. */
export function possibleTypes(model: Model, name: string): readonly string[] {
  const type = typeOf(model, name);
  if (type.kind === 'union') return type.members;
  if (type.kind !== 'interface') return [name];
  const objects = [...model.types.values()].filter(({ kind }) => kind === 'type');
  return objects.filter(({ interfaces }) => interfaces.includes(name)).map((object) => object.name);
}

export function isComposite({ types }: Model, name: string): boolean {
  return ['type', 'interface', 'union'].includes(types.get(name)?.kind ?? '');
}
