import { type FieldNode, Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import {
  type Field,
  isNonNull,
  isRoot,
  itemOf,
  type Model,
  namedType,
  rootOf,
  type Rule,
  type Type,
  typeOf,
  versionsOf,
} from './model.js';
import { type DecisionEvent, NaiveDecisions } from './naive-decisions.js';
import { coercedFields, sentValue, type Use, usesInside, type Variables } from './naive-inputs.js';
import {
  argumentRules,
  type Code,
  fieldRules,
  type Question,
  type Refusal,
  typeRules,
} from './naive-rules.js';
import { NaiveSelections } from './naive-selections.js';
import { type Cell, isNoted, type PolicyObject, Row, type Rows, runOf } from './rows.js';
import type { Operation } from './write-operation.js';

/** A denial: its path, its coordinate, and every possible code. */
export interface Denial {
  readonly path: readonly (string | number)[];
  readonly codes: readonly Code[];
  readonly coordinate: string;
  /** False if an object or a scope could admit the viewer. */
  readonly isByRole: boolean;
}

export interface Answer {
  /** Undefined where a subscription does not begin. */
  readonly data: unknown;
  readonly denials: readonly Denial[];
  /** The resolvers that may run. */
  readonly runs: readonly string[];
  /** The objects that may be loaded. */
  readonly loads: readonly string[];
  /** The objects about which policies may decide. */
  readonly checks: readonly string[];
  /** What has occurred, to count it. */
  readonly events: readonly DecisionEvent[];
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
  readonly #decisions: NaiveDecisions;
  readonly #operation: OperationDefinitionNode;
  readonly #selections: NaiveSelections;
  readonly #variables: Variables;
  readonly #denials: Denial[] = [];
  readonly #runs: string[] = [];
  /** For a mutation: the refusals of its root fields, by response key. If there is any, no field runs. */
  #mutation: ReadonlyMap<string, readonly Refusal[]> | undefined;

  constructor(
    model: Model,
    rows: Rows,
    { document: { definitions }, variables }: Operation,
    question: Question,
  ) {
    this.#model = model;
    this.#rows = rows;
    this.#decisions = new NaiveDecisions(model, rows, question);
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
    if (kind === OperationTypeNode.MUTATION) this.#mutation = this.#decideMutation(type, fields);
    const isDenied = kind === OperationTypeNode.SUBSCRIPTION && this.#isDeniedAtStart(type, row, fields);
    const data = isDenied ? undefined : this.#object(type, row, fields, []);
    const { loads, checks, events } = this.#decisions;
    const codes = this.#denials.flatMap((denial) => denial.codes);
    return { data, denials: this.#denials, runs: this.#runs, loads, checks, events: [...events, ...codes] };
  }

  /** What can be decided without an object comes first: if it denies any field, nothing is loaded. */
  #decideMutation(
    type: Type,
    fields: ReadonlyMap<string, FieldNode[]>,
  ): ReadonlyMap<string, readonly Refusal[]> {
    const used = [...fields].filter(([, [node]]) => node?.name.value !== '__typename');
    const uses = used.map(([key, nodes]) => [key, this.#use(type, nodes)] as const);
    const early = uses.map(([key, { rules, sent }]) => {
      const own = this.#decisions.refusalsBeforeObjects([rules]);
      const ofInputs = this.#decisions.refusalsBeforeObjects(sent.map((each) => each.rules));
      return [key, own.length > 0 ? own : ofInputs] as const;
    });
    if (early.some(([, refusals]) => refusals.length > 0)) {
      this.#decisions.events.push('mutation denied without objects');
      return new Map(early);
    }
    const late = uses.map(([key, { rules, args, sent }]) => {
      const own = this.#decisions.refusals(rules, args);
      return [key, own.length > 0 ? own : this.#decisions.refusalsByObjects(sent)] as const;
    });
    const isDenied = late.some(([, refusals]) => refusals.length > 0);
    if (this.#decisions.loads.length > 0)
      this.#decisions.events.push(isDenied ? 'mutation denied by objects' : 'mutation admitted by objects');
    return new Map(late);
  }

  /** Records that a subscription's field starts, unless it is denied. */
  #isDeniedAtStart(type: Type, row: Row, fields: ReadonlyMap<string, FieldNode[]>): boolean {
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
    const isFiltered = versionsOf(this.#model, type, field).some((version) => version.isFiltered);
    const cell = this.#rows.cell(row, field, args);
    return this.#value(ref, isFiltered ? this.#filtered(cell) : cell, nodes, path);
  }

  /** Without the rows whose type's requirement the viewer does not meet. */
  #filtered(cell: Cell): Cell {
    if (Array.isArray(cell)) {
      const items = (cell as readonly Cell[]).filter((item) => !(item instanceof Row) || this.#maySee(item));
      return items.map((item) => this.#filtered(item));
    }
    return cell instanceof Row && !this.#maySee(cell) ? null : cell;
  }

  #maySee(row: Row): boolean {
    const rules = typeRules(this.#model, typeOf(this.#model, row.type));
    const maySee = this.#decisions.refusals(rules, row).length === 0;
    if (rules.length > 0) this.#decisions.events.push(maySee ? 'kept by @filtered' : 'omitted by @filtered');
    return maySee;
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
    const [refusal] = this.#decisions.refusalsBeforeObjects([value?.rules ?? []]);
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
    const name = nodes[0]?.name.value ?? '';
    const ofMutation = path.length === 1 && name !== '__typename' ? this.#mutation : undefined;
    const own = ofMutation?.get(String(path[0])) ?? (ofMutation ? [] : this.#refusals(type, row, nodes));
    const causes = own.length > 0 ? own : [...(ofMutation?.values() ?? [])].flat();
    if (causes.length === 0) return false;
    const codes: readonly Code[] = causes.map(({ code }) => code);
    this.#denials.push({
      path,
      codes,
      coordinate: `${type.name}.${name}`,
      isByRole: own.some((each) => isByRole(each)),
    });
    return true;
  }

  /** The denial of a field; without one, the denial of its sent inputs. */
  #refusals(type: Type, row: Row, nodes: FieldNode[]): readonly Refusal[] {
    if (nodes[0]?.name.value === '__typename')
      return this.#decisions.refusals(typeRules(this.#model, type), subjectOf(row, {}));
    const { rules, sent, args } = this.#use(type, nodes);
    const own = this.#decisions.refusals(rules, subjectOf(row, args));
    if (own.length > 0) return own;
    const early = this.#decisions.refusalsBeforeObjects(sent.map((use) => use.rules));
    return early.length > 0 ? early : this.#decisions.refusalsByObjects(sent);
  }

  /** A selected field: its rules, the inputs that were sent, and the arguments that its resolver must receive. */
  #use(type: Type, nodes: FieldNode[]): FieldUse {
    const name = nodes[0]?.name.value ?? '';
    const field = type.fields.find((each) => each.name === name);
    if (!field) throw new Error(`${type.name} has no field ${name}.`);
    const given = (nodes[0]?.arguments ?? []).flatMap((node) => {
      const arg = field.args.find((each) => each.name === node.name.value);
      const value = sentValue(node.value, this.#variables);
      return arg && value !== undefined ? [{ arg, value }] : [];
    });
    const sent = given.flatMap(({ arg, value }) => [
      { rules: argumentRules(this.#model, type, field, arg), value },
      ...usesInside(this.#model, arg.ref, value),
    ]);
    const args = coercedFields(
      this.#model,
      field.args,
      (input) => given.find(({ arg }) => arg === input)?.value,
    );
    return { name, field, rules: fieldRules(this.#model, type, field), sent, args };
  }
}

interface FieldUse {
  readonly name: string;
  readonly field: Field;
  readonly rules: readonly Rule[];
  readonly sent: readonly Use[];
  readonly args: Readonly<Record<string, unknown>>;
}

/** The object of a field's rules: a root field has only its arguments. */
function subjectOf(row: Row, args: Readonly<Record<string, unknown>>): PolicyObject {
  return isRoot(row.type) ? args : row;
}

function isByRole({ code, isConditional }: Refusal): boolean {
  return code !== 'REAUTHENTICATION_REQUIRED' && !isConditional;
}
