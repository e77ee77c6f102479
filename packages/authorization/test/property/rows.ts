import { buildASTSchema, type GraphQLFieldResolver, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { decisionFor } from './choices.js';
import {
  decidingFields,
  type Field,
  isComposite,
  isNonNull,
  isRoot,
  itemOf,
  type Model,
  type NamedPolicy,
  namedType,
  nullable,
  possibleTypes,
  typeOf,
} from './model.js';
import { writeSdl } from './write-sdl.js';

/** An object behind the schema. */
export class Row {
  readonly type: string;
  readonly name: string;
  constructor(type: string, index: number) {
    this.type = type;
    this.name = `${type}#${index}`;
  }
}
export type Cell = null | string | number | Row | readonly Cell[];

/** The context of resolvers, loaders and policies, which record their calls. */
export interface Execution<TViewer> {
  readonly viewer: TViewer;
  readonly runs: string[];
  /** The IDs of each call of a loader. */
  readonly loads: (readonly string[])[];
  /** The objects of each call of a policy. */
  readonly checks: (readonly string[])[];
}

type Source = Record<string, unknown> & { readonly row: Row };
type RowResolver = GraphQLFieldResolver<Source, Execution<unknown>, Record<string, unknown>>;

/** The object of a policy: a row, or the arguments of a root field. */
export type PolicyObject = Row | Readonly<Record<string, unknown>>;

/** The data of a model. Every string in it is unique, except in the fields that rules read. */
export class Rows {
  readonly #model: Model;
  readonly #numbers: readonly number[];
  readonly #sources = new Map<string, Source>();

  constructor(model: Model, numbers: readonly number[]) {
    this.#model = model;
    this.#numbers = numbers;
  }

  /** The value of a field. A text also contains the arguments. */
  cell(row: Row, field: Field, args: object): Cell {
    if (decidingFields.has(field.name)) return this.#decidingCell(`${row.name}.${field.name}`);
    return this.#cell(`${row.name}.${field.name}`, field.ref, argumentsText(args));
  }

  /** The object with an ID; undefined if there is none. */
  find(type: string, id: string): Row | undefined {
    const index = ['0', '1'].indexOf(id);
    return index < 0 ? undefined : new Row(type, index);
  }

  /** Whether a policy passes for an object. */
  passes({ name, states }: NamedPolicy, object: PolicyObject, viewerId: string): boolean {
    if (!states || !(object instanceof Row) || isRoot(object.type))
      return this.#decide(checkOf(name, object)) % 2 === 1;
    const state = this.#decidingCell(`${object.name}.state`);
    const ownerId = this.#decidingCell(`${object.name}.ownerId`);
    return states.some((each) => each === state) || ownerId === viewerId;
  }

  /** The schema before enforcement. */
  schema(): GraphQLSchema {
    const document = parse(writeSdl(this.#model), { noLocation: true });
    // `withAuthorization` reports its problems.
    const schema = buildASTSchema(document, { assumeValidSDL: true });
    for (const { name, fields } of this.#model.types.values()) {
      const type = schema.getType(name);
      if (!isObjectType(type)) continue;
      for (const field of fields) this.#addResolvers(schema, type.name, field);
    }
    return schema;
  }

  /** What rules and filters read of a row, as in a database. */
  data(row: Row): object {
    const names = [...decidingFields.keys()];
    return Object.fromEntries(names.map((name) => [name, this.#decidingCell(`${row.name}.${name}`)]));
  }

  /** A row as resolvers return it. */
  source(row: Row): Source {
    const known = this.#sources.get(row.name);
    if (known) return known;
    const source: Source = { __typename: row.type, row };
    this.#sources.set(row.name, source);
    for (const field of typeOf(this.#model, row.type).fields) {
      const value = () => this.#handOut(this.cell(row, field, {}));
      if (field.manner === 'property') source[field.name] = value();
      if (field.manner === 'method') source[field.name] = value;
    }
    return source;
  }

  #addResolvers(schema: GraphQLSchema, typeName: string, { name }: Field): void {
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[name] : undefined;
    const model = typeOf(this.#model, typeName).fields.find((each) => each.name === name);
    if (!field || !model) throw new Error(`${typeName}.${name} is not in the schema.`);
    const isLate = model.manner === 'late resolver';
    const resolve: RowResolver = ({ row }, args, { runs }) => {
      if (isNoted(model)) runs.push(runOf(typeName, name, args));
      const value = this.#handOut(this.cell(row, model, args));
      return isLate ? Promise.resolve(value) : value;
    };
    if (isLate || model.manner === 'resolver')
      field.resolve = resolve as GraphQLFieldResolver<unknown, unknown>;
    if (typeName === 'Subscription') field.subscribe = subscribe as GraphQLFieldResolver<unknown, unknown>;

    async function* subscribe(source: Source, args: object, { runs }: Execution<unknown>) {
      runs.push(`subscribe ${runOf(typeName, name, args)}`);
      yield await Promise.resolve(source);
    }
  }

  #handOut(cell: Cell): unknown {
    if (cell instanceof Row) return this.source(cell);
    return Array.isArray(cell) ? (cell as readonly Cell[]).map((item) => this.#handOut(item)) : cell;
  }

  #decidingCell(place: string): Cell {
    const name = place.split('.')[1] ?? '';
    const stranger = `«${place}»`;
    const options: Readonly<Record<string, readonly Cell[]>> = {
      id: ['viewer-0', '7', 7, stranger],
      ownerId: ['viewer-0', '7', null, stranger],
      editorIds: ['viewer-0', 7, null, stranger],
      teamId: ['team-0', '7', 7, null, stranger],
      groupIds: ['team-0', '7', null, stranger],
      state: ['open', 'closed', 'viewer-0', null],
    };
    const pick = (at: string) => {
      const cells = options[name] ?? [];
      return cells[this.#decide(at) % cells.length] ?? null;
    };
    if (itemOf(decidingFields.get(name) ?? '') === undefined) return pick(place);
    const length = [1, 2, 0, undefined][this.#decide(`${place}[]`) % 4];
    return length === undefined ? null : Array.from({ length }, (_, index) => pick(`${place}.${index}`));
  }

  #cell(place: string, ref: string, suffix: string): Cell {
    if (!isNonNull(ref) && this.#decide(`${place}?`) % 7 === 6) return null;
    const item = itemOf(ref);
    if (item !== undefined) {
      const length = [1, 2, 0][this.#decide(`${place}[]`) % 3] ?? 0;
      return Array.from({ length }, (_, index) => this.#cell(`${place}.${index}`, item, suffix));
    }
    const name = namedType(nullable(ref));
    if (name === 'String') return `«${place}»${suffix}`;
    const decision = this.#decide(place);
    const { values } = typeOf(this.#model, name);
    if (!isComposite(this.#model, name)) return values[decision % values.length]?.name ?? null;
    const types = possibleTypes(this.#model, name);
    return new Row(types[decision % types.length] ?? name, Math.floor(decision / 8) % 2);
  }

  #decide(place: string): number {
    return decisionFor(this.#numbers, place);
  }
}

/** Whether runs of a field's resolver are recorded. A field that rules read may be resolved to decide about another one. */
export function isNoted({ name, manner }: Field): boolean {
  return ['resolver', 'late resolver'].includes(manner) && !decidingFields.has(name);
}

/** The record of one object that a loader loads. */
export function loadOf(type: string, id: string): string {
  return `${type} ${id}`;
}

/** The record of one object that a policy decides about. */
export function checkOf(policy: string, object: PolicyObject): string {
  return `${policy} ${objectText(object)}`;
}

function objectText(object: PolicyObject): string {
  return object instanceof Row ? object.name : argumentsText(object);
}

/** The record of one run of a resolver. */
export function runOf(type: string, field: string, args: object): string {
  return `${type}.${field}${argumentsText(args)}`;
}

function argumentsText(args: object): string {
  return Object.keys(args).length === 0 ? '' : JSON.stringify(sorted(args));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
}
