import { buildASTSchema, type GraphQLFieldResolver, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { decisionFor } from './choices.js';
import {
  type Field,
  isComposite,
  isNonNull,
  itemOf,
  type Model,
  namedType,
  nullable,
  ownerFields,
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

/** The context of resolvers, which record in `runs` that they ran. */
export interface Execution<TViewer> {
  readonly viewer: TViewer;
  readonly runs: string[];
}

type Source = Record<string, unknown> & { readonly row: Row };
type RowResolver = GraphQLFieldResolver<Source, Execution<unknown>, Record<string, unknown>>;

/** The data of a model. Every string in it is unique, except for the IDs of owners. */
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
    if (ownerFields.includes(field.name)) return this.#ownerId(`${row.name}.${field.name}`);
    return this.#cell(`${row.name}.${field.name}`, field.ref, argumentsText(args));
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

  #ownerId(place: string): Cell {
    const stranger = `«${place}»`;
    const ids = place.endsWith('.id') ? ['viewer-0', '7', 7, stranger] : ['viewer-0', '7', null, stranger];
    return ids[this.#decide(place) % ids.length] ?? null;
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

/** Whether runs of a field's resolver are recorded. An owner field may be read to decide about another one. */
export function isNoted({ name, manner }: Field): boolean {
  return ['resolver', 'late resolver'].includes(manner) && !ownerFields.includes(name);
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
