import { type FieldNode, Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { isNonNull, itemOf, type Model, namedType, rootOf, type Type, typeOf } from './model.js';
import { coercedFields, rulesInside, sentValue, type Variables } from './naive-inputs.js';
import {
  argumentRules,
  type Code,
  fieldRules,
  type Question,
  type Refusal,
  refusalOf,
  typeRules,
} from './naive-rules.js';
import { NaiveSelections } from './naive-selections.js';
import { type Cell, isNoted, Row, type Rows, runOf } from './rows.js';
import type { Operation } from './write-operation.js';

/** A denial: its path, its coordinate, and every possible code. */
export interface Denial {
  readonly path: readonly (string | number)[];
  readonly codes: readonly Code[];
  readonly coordinate: string;
  /** False if the row's owner is admitted. */
  readonly isByRole: boolean;
}

export interface Answer {
  /** Undefined where a subscription does not begin. */
  readonly data: unknown;
  readonly denials: readonly Denial[];
  /** The resolvers that may run. */
  readonly runs: readonly string[];
}

type Path = Denial['path'];

/** Replaces a missing non-null value: makes its parent null. */
const missing = Symbol('missing');

/** The expected result of an operation: the specification's algorithm, one decision at a time. */
export function answer(model: Model, rows: Rows, operation: Operation, question: Question): Answer {
  return new Execution(model, rows, operation, question).run();
}

class Execution {
  readonly #model: Model;
  readonly #rows: Rows;
  readonly #question: Question;
  readonly #operation: OperationDefinitionNode;
  readonly #selections: NaiveSelections;
  readonly #variables: Variables;
  readonly #denials: Denial[] = [];
  readonly #runs: string[] = [];
  /** For a mutation with a denied root field: why no field runs. */
  #stop: readonly Code[] = [];

  constructor(
    model: Model,
    rows: Rows,
    { document: { definitions }, variables }: Operation,
    question: Question,
  ) {
    this.#model = model;
    this.#rows = rows;
    this.#question = question;
    const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    this.#operation = operation as OperationDefinitionNode;
    const defaults = (this.#operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) => {
      return defaultValue ? [[variable.name.value, sentValue(defaultValue, {})]] : [];
    });
    this.#variables = { ...Object.fromEntries(defaults), ...variables } as Variables;
    this.#selections = new NaiveSelections(model, definitions, this.#variables);
  }

  run(): Answer {
    const kind = this.#operation.operation;
    const type = typeOf(this.#model, rootOf(kind));
    const row = new Row(type.name, 0);
    const fields = this.#selections.fieldsOf(type, [this.#operation.selectionSet]);
    if (kind === OperationTypeNode.MUTATION) {
      // If any root field is denied, none runs.
      this.#stop = [...fields.values()]
        .flatMap((nodes) => this.#refusals(type, row, nodes))
        .map(({ code }) => code);
    }
    if (kind === OperationTypeNode.SUBSCRIPTION && this.#begins(type, row, fields))
      return { ...this.#answer(), data: undefined };
    return { ...this.#answer(), data: this.#object(type, row, fields, []) };
  }

  #answer(): Omit<Answer, 'data'> {
    return { denials: this.#denials, runs: this.#runs };
  }

  /** Records that a subscription's field starts, or that it is denied. */
  #begins(type: Type, row: Row, fields: ReadonlyMap<string, FieldNode[]>): boolean {
    for (const [key, nodes] of fields) {
      if (this.#deny(type, row, nodes, [key])) return true;
      const { name, args } = this.#use(type, nodes);
      this.#runs.push(`subscribe ${runOf(type.name, name, args)}`);
    }
    return false;
  }

  #object(type: Type, row: Row, fields: ReadonlyMap<string, FieldNode[]>, path: Path): unknown {
    const values = [...fields].map(
      ([key, nodes]) => [key, this.#field(type, row, nodes, [...path, key])] as const,
    );
    return values.some(([, value]) => value === missing) ? null : Object.fromEntries(values);
  }

  #field(type: Type, row: Row, nodes: FieldNode[], path: Path): unknown {
    const isTypeName = nodes[0]?.name.value === '__typename';
    const ref = isTypeName ? 'String!' : this.#use(type, nodes).field.ref;
    if (this.#deny(type, row, nodes, path)) return isNonNull(ref) ? missing : null;
    if (isTypeName) return type.name;
    const { field, name, args } = this.#use(type, nodes);
    if (isNoted(field)) this.#runs.push(runOf(type.name, name, args));
    return this.#value(ref, this.#rows.cell(row, field, args), nodes, path);
  }

  #value(ref: string, cell: Cell, nodes: FieldNode[], path: Path): unknown {
    if (isNonNull(ref)) return this.#value(ref.slice(0, -1), cell, nodes, path) ?? missing;
    if (cell === null) return null;
    const item = itemOf(ref);
    if (item !== undefined) {
      const items = (cell as readonly Cell[]).map((each, index) =>
        this.#value(item, each, nodes, [...path, index]),
      );
      return items.includes(missing) ? null : items;
    }
    if (typeof cell === 'string' || typeof cell === 'number') return this.#leaf(ref, String(cell), path);
    if (!(cell instanceof Row)) throw new Error(`A list where ${ref} is expected.`);
    const type = typeOf(this.#model, cell.type);
    const selections = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return this.#object(type, cell, this.#selections.fieldsOf(type, selections), path);
  }

  #leaf(ref: string, cell: string, path: Path): string | null {
    const value = this.#model.types.get(namedType(ref))?.values.find(({ name }) => name === cell);
    const refusal = refusalOf(this.#model, value?.rules ?? [], this.#question);
    if (!refusal) return cell;
    this.#denials.push({
      path,
      codes: [refusal.code],
      coordinate: `${namedType(ref)}.${cell}`,
      isByRole: isByRole(refusal),
    });
    return null;
  }

  #deny(type: Type, row: Row, nodes: FieldNode[], path: Path): boolean {
    const own = this.#refusals(type, row, nodes);
    const isRoot = path.length === 1 && nodes[0]?.name.value !== '__typename';
    const codes = own.length > 0 ? own.map(({ code }) => code) : isRoot ? this.#stop : [];
    if (codes.length === 0) return false;
    const coordinate = `${type.name}.${nodes[0]?.name.value ?? ''}`;
    this.#denials.push({ path, codes, coordinate, isByRole: own.some((each) => isByRole(each)) });
    return true;
  }

  /** The denial of a field; without one, the denial of its sent inputs. */
  #refusals(type: Type, row: Row, nodes: FieldNode[]): Refusal[] {
    const ownerId = (name: string) => {
      const field = type.fields.find((each) => each.name === name);
      const id = field ? this.#rows.cell(row, field, {}) : null;
      return typeof id === 'string' || typeof id === 'number' ? id : null;
    };
    const refusal = (rules: Parameters<typeof refusalOf>[1]) =>
      refusalOf(this.#model, rules, this.#question, ownerId) ?? [];
    if (nodes[0]?.name.value === '__typename') return [refusal(typeRules(this.#model, type))].flat();
    const { field, sent } = this.#use(type, nodes);
    const own = [refusal(fieldRules(this.#model, type, field))].flat();
    if (own.length > 0) return own;
    return sent.flatMap(({ arg, value }) => [
      ...[refusal(argumentRules(this.#model, type, field, arg))].flat(),
      ...rulesInside(this.#model, arg.ref, value).flatMap(refusal),
    ]);
  }

  /** A selected field: the inputs that were sent, and the arguments that its resolver must receive. */
  #use(type: Type, nodes: FieldNode[]) {
    const name = nodes[0]?.name.value ?? '';
    const field = type.fields.find((each) => each.name === name);
    if (!field) throw new Error(`${type.name} has no field ${name}.`);
    const sent = (nodes[0]?.arguments ?? []).flatMap((node) => {
      const arg = field.args.find((each) => each.name === node.name.value);
      const value = sentValue(node.value, this.#variables);
      return arg && value !== undefined ? [{ arg, value }] : [];
    });
    const args = coercedFields(
      this.#model,
      field.args,
      (input) => sent.find(({ arg }) => arg === input)?.value,
    );
    return { name, field, sent, args };
  }
}

function isByRole({ code, isForOwner }: Refusal): boolean {
  return code !== 'REAUTHENTICATION_REQUIRED' && !isForOwner;
}
