import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  Kind,
  type ValueNode,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Policy } from './policy.js';
import type { Requirement } from './requirement.js';

/** A protected argument, input field or enum value that a client has sent. */
export interface InputUse {
  readonly requirement: Requirement;
  readonly coordinate: string;
  /** Where the client put it, from the argument on: `filter.authors.0.email`. */
  readonly path: string;
}

type Variables = Readonly<Record<string, unknown>>;
type Uses = Generator<InputUse, void>;

/** Every protected thing inside an argument as a client sent it. Defaults of the schema are not sent. */
export function* usedInputs(
  policy: Policy,
  coordinate: string,
  arg: { readonly name: string; readonly type: GraphQLInputType },
  value: ValueNode,
  variables: Variables,
): Uses {
  if (isUnsentVariable(value, variables)) return;
  yield* useOf(policy, coordinate, arg.name);
  yield* usesInLiteral(policy, arg.type, value, variables, arg.name);
}

/** Every protected thing inside a coerced value. */
export function* usesInValue(policy: Policy, type: GraphQLInputType, value: unknown, path: string): Uses {
  if (value === null || value === undefined) return;
  if (isNonNullType(type)) yield* usesInValue(policy, type.ofType, value, path);
  else if (isListType(type)) {
    for (const [index, item] of [value].flat(1).entries()) {
      yield* usesInValue(policy, type.ofType, item, `${path}.${index}`);
    }
  } else if (!policy.protectedInputs.has(type.name)) return;
  else if (isEnumType(type)) {
    const name = type.getValues().find((each) => each.value === value)?.name;
    if (name !== undefined) yield* useOf(policy, `${type.name}.${name}`, path);
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      if (!Object.hasOwn(value, field.name)) continue;
      yield* useOf(policy, `${type.name}.${field.name}`, `${path}.${field.name}`);
      yield* usesInValue(policy, field.type, (value as Variables)[field.name], `${path}.${field.name}`);
    }
  }
}

function* usesInLiteral(
  policy: Policy,
  type: GraphQLInputType,
  node: ValueNode,
  variables: Variables,
  path: string,
): Uses {
  if (node.kind === Kind.VARIABLE) yield* usesInValue(policy, type, variables[node.name.value], path);
  else if (isNonNullType(type)) yield* usesInLiteral(policy, type.ofType, node, variables, path);
  else if (isListType(type)) {
    const items = node.kind === Kind.LIST ? node.values : [node];
    for (const [index, item] of items.entries()) {
      yield* usesInLiteral(policy, type.ofType, item, variables, `${path}.${index}`);
    }
  } else if (isInputObjectType(type)) yield* usesInObject(policy, type, node, variables, path);
  else if (isEnumType(type)) yield* usesOfEnum(policy, type, node, path);
}

function* usesInObject(
  policy: Policy,
  type: GraphQLInputObjectType,
  node: ValueNode,
  variables: Variables,
  path: string,
): Uses {
  if (node.kind !== Kind.OBJECT) return;
  for (const { name, value } of node.fields) {
    const field = type.getFields()[name.value];
    if (!field || isUnsentVariable(value, variables)) continue;
    yield* useOf(policy, `${type.name}.${field.name}`, `${path}.${field.name}`);
    yield* usesInLiteral(policy, field.type, value, variables, `${path}.${field.name}`);
  }
}

function* usesOfEnum(policy: Policy, type: GraphQLEnumType, node: ValueNode, path: string): Uses {
  if (node.kind === Kind.ENUM) yield* useOf(policy, `${type.name}.${node.value}`, path);
}

function* useOf({ requirements }: Policy, coordinate: string, path: string): Uses {
  const requirement = requirements.get(coordinate);
  if (requirement) yield { requirement, coordinate, path };
}

/** A variable of which neither the request nor the operation gives a value. */
export function isUnsentVariable(node: ValueNode, variables: Variables): boolean {
  return node.kind === Kind.VARIABLE && !Object.hasOwn(variables, node.name.value);
}
