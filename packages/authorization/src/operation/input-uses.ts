import {
  getNamedType,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ValueNode,
} from 'graphql';
import type { Policy } from '../policy/policy.js';
import type { Requirement } from '../policy/requirement.js';
import { createSideTable } from '../policy/side-table.js';
import { protectedValuesOf } from './protected-values.js';
import type { Variables } from './variables.js';

/** A protected argument, input field or enum value that a client sent. */
export interface InputUse {
  readonly requirement: Requirement;
  readonly coordinate: string;
  /** Where it is in the request, starting with the argument: `filter.authors.0.email`. */
  readonly path: string;
}

type Uses = Generator<InputUse, void>;

/** Every protected input and enum value in an argument that a client sent. The schema's defaults do not count as sent. */
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

/** The first use of each protected input field and enum value in a coerced value. */
export function usesInValue(policy: Policy, type: GraphQLInputType, value: unknown): readonly InputUse[] {
  const walk = new ValueWalk(policy);
  walk.visit(type, value);
  return [...walk.found.values()];
}

/** Walks a value once, in time proportional to its size, and keeps one use of each coordinate. */
class ValueWalk {
  readonly found = new Map<string, InputUse>();
  readonly #policy: Policy;
  readonly #keys: (string | number)[] = [];

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  visit(type: GraphQLInputType, value: unknown): void {
    if (value === null || value === undefined) return;
    if (isNonNullType(type)) this.visit(type.ofType, value);
    else if (isListType(type)) this.#visitItems(type.ofType, value);
    else if (!this.#policy.protectedTypes.has(type.name)) return;
    else if (isInputObjectType(type)) this.#visitFields(type, value);
    else {
      const used = protectedValuesOf(this.#policy, type)?.get(value);
      if (used) this.#note(used.coordinate, used.requirement);
    }
  }

  #visitItems(type: GraphQLInputType, value: unknown): void {
    if (!this.#policy.protectedTypes.has(getNamedType(type).name)) return;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const [index, item] of items.entries()) this.#visitAt(index, type, item);
  }

  #visitFields(type: GraphQLInputObjectType, value: unknown): void {
    for (const field of Object.values(type.getFields())) {
      if (!Object.hasOwn(value as object, field.name)) continue;
      const coordinate = `${type.name}.${field.name}`;
      const requirement = this.#policy.requirements.get(coordinate);
      this.#keys.push(field.name);
      if (requirement) this.#note(coordinate, requirement);
      this.#keys.pop();
      this.#visitAt(field.name, field.type, (value as Variables)[field.name]);
    }
  }

  #visitAt(key: string | number, type: GraphQLInputType, value: unknown): void {
    this.#keys.push(key);
    this.visit(type, value);
    this.#keys.pop();
  }

  #note(coordinate: string, requirement: Requirement): void {
    if (this.found.has(coordinate)) return;
    this.found.set(coordinate, {
      requirement,
      coordinate,
      path: this.#keys.map((key) => `.${key}`).join(''),
    });
  }
}

type UsesByName = Map<string, readonly InputUse[]>;

const walked = createSideTable<Variables, Map<GraphQLInputType, UsesByName>>();

/** Each execution has its own variables object. Each variable is walked once, however many fields use it. */
function usesInVariable(policy: Policy, type: GraphQLInputType, name: string, variables: Variables) {
  let byType = walked.get(variables);
  if (!byType) walked.set(variables, (byType = new Map<GraphQLInputType, UsesByName>()));
  let byName = byType.get(type);
  if (!byName) byType.set(type, (byName = new Map<string, readonly InputUse[]>()));
  let uses = byName.get(name);
  if (!uses) byName.set(name, (uses = usesInValue(policy, type, variables[name])));
  return uses;
}

function* usesInLiteral(
  policy: Policy,
  type: GraphQLInputType,
  node: ValueNode,
  variables: Variables,
  path: string,
): Uses {
  if (node.kind === Kind.VARIABLE) {
    for (const use of usesInVariable(policy, type, node.name.value, variables))
      yield { ...use, path: path + use.path };
  } else if (isNonNullType(type)) yield* usesInLiteral(policy, type.ofType, node, variables, path);
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

/**
 * Whether a value is a variable that has no value in the request and no default in the operation.
 *
 * Uses `in`, because some executors make the value of a variable named `__proto__` the prototype of the variables
 * object, and then read variables from it.
 */
export function isUnsentVariable(node: ValueNode, variables: Variables): boolean {
  return node.kind === Kind.VARIABLE && !(node.name.value in variables);
}
