/** Lists of names. One list is enough, if all of its names hold. */
export type Alternatives = readonly (readonly string[])[];

/** One `@auth`, as it is written. */
export interface Rule {
  readonly requires?: readonly string[];
  readonly scopes?: Alternatives;
  readonly owner?: string;
  readonly group?: string;
  readonly policy?: Alternatives;
  readonly of?: string;
  readonly maxAge?: number;
  readonly mfa?: true;
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
  /** Its own `@filtered`, without that of interfaces. */
  readonly isFiltered: boolean;
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

/** A policy in code. It passes for the owner of an object and in certain states; without these, for arbitrary objects. */
export interface NamedPolicy {
  readonly name: string;
  readonly isLate: boolean;
  readonly states?: readonly string[];
}

/** A schema and its policy, as data. */
export interface Model {
  /** Each role with those it inherits directly. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  /** The roles whose inheritance is written as `@includedIn` on the inherited roles. */
  readonly includingRoles: readonly string[];
  readonly policies: readonly NamedPolicy[];
  readonly types: ReadonlyMap<string, Type>;
}

/** The fields that contain the owner of every object that has one. */
export const ownerFields = ['id', 'ownerId'];

/** The fields that rules and filters read. */
export const decidingFields: ReadonlyMap<string, string> = new Map([
  ['id', 'ID'],
  ['ownerId', 'String'],
  ['editorIds', '[String]'],
  ['teamId', 'String'],
  ['groupIds', '[ID]'],
  ['state', 'String'],
]);

/** The IDs of an argument or input field: each type has the first two objects. */
export const objectIds = ['0', '1', '2'];

/** The root type of a query, a mutation or a subscription. */
export function rootOf(kind: string): string {
  return kind.slice(0, 1).toUpperCase() + kind.slice(1);
}

export function isRoot(type: string): boolean {
  return ['Query', 'Mutation', 'Subscription'].includes(type);
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

/** A type and every interface it implements. */
export function lineageOf(model: Model, type: Type): readonly Type[] {
  return [type, ...type.interfaces.map((name) => typeOf(model, name))];
}

/** A field as each interface declares it, the type's own declaration first. */
export function versionsOf(model: Model, type: Type, { name }: Field): readonly Field[] {
  return lineageOf(model, type).flatMap(({ fields }) => fields.filter((field) => field.name === name));
}
