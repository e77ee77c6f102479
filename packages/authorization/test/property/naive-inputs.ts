import { Kind, type ValueNode } from 'graphql';
import { type Input, itemOf, type Model, namedType, nullable, type Rule, type Value } from './model.js';
import { inputRules } from './naive-rules.js';

export type Variables = Readonly<Record<string, Value>>;

/** The value that a client sent, with variables replaced; undefined for a variable without a value. */
export function sentValue(node: ValueNode, variables: Variables): Value | undefined {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map((item) => sentValue(item, variables) ?? null);
    case Kind.OBJECT: {
      const fields = node.fields.map(({ name, value }) => [name.value, sentValue(value, variables)] as const);
      return Object.fromEntries(fields.filter((field): field is [string, Value] => field[1] !== undefined));
    }
    default:
      return node.value;
  }
}

/** An argument, input field or enum value that a client sent. */
export interface Use {
  readonly rules: readonly Rule[];
  readonly value: Value;
}

/** Each input field and enum value inside a value. Defaults do not count as used. */
export function usesInside(model: Model, ref: string, value: Value): readonly Use[] {
  if (value === null) return [];
  const item = itemOf(ref);
  if (item !== undefined) return listOf(value).flatMap((each) => usesInside(model, item, each));
  const { values = [], inputs = [] } = model.types.get(namedType(ref)) ?? {};
  const named = values.filter(({ name }) => name === value).map(({ rules }) => ({ rules, value }));
  const nested = inputs.flatMap((input) => {
    const given = fieldOf(value, input);
    if (given === undefined) return [];
    const use = { rules: inputRules(model, input.rules), value: given };
    return [use, ...usesInside(model, input.ref, given)];
  });
  return [...named, ...nested];
}

/** The IDs in a value, without repetitions. Null identifies nothing. */
export function idsIn(value: Value): readonly string[] {
  const ids = [value].flat(3).filter((each) => typeof each === 'string');
  return [...new Set(ids)];
}

/** The value that the resolver must receive, with defaults. */
export function coerced(model: Model, ref: string, value: Value): Value {
  if (value === null) return null;
  const item = itemOf(ref);
  if (item !== undefined) return listOf(value).map((each) => coerced(model, item, each));
  const type = model.types.get(nullable(ref));
  return type?.kind === 'input' ? coercedFields(model, type.inputs, (input) => fieldOf(value, input)) : value;
}

export function coercedFields(
  model: Model,
  inputs: readonly Input[],
  sent: (input: Input) => Value | undefined,
): Record<string, Value> {
  const complete: Record<string, Value> = {};
  for (const input of inputs) {
    const given = sent(input);
    const value = given === undefined ? input.default : given;
    if (value !== undefined) complete[input.name] = coerced(model, input.ref, value);
  }
  return complete;
}

function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [value];
}

function fieldOf(value: Value, { name }: Input): Value | undefined {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Readonly<Record<string, Value>>)[name]
    : undefined;
}
