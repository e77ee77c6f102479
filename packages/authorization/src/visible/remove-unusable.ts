import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { defaultOf } from '../schema-copy/default-value.js';
import { visibleDefault } from './visible-default.js';

type Input = GraphQLArgument | GraphQLInputField;

/** Removes what refers to something hidden or has lost all of its members, until nothing changes. */
export function removeUnusable(schema: GraphQLSchema, visible: Set<string>): void {
  let before: number;
  do {
    before = visible.size;
    for (const type of Object.values(schema.getTypeMap())) {
      if (visible.has(type.name)) removeFromType(type, visible);
    }
    for (const { name, args } of schema.getDirectives()) removeWithArguments(`@${name}`, args, visible);
  } while (visible.size < before);
}

function removeFromType(type: GraphQLNamedType, visible: Set<string>): void {
  const has = (name: string) => visible.has(`${type.name}.${name}`);
  if (isObjectType(type) || isInterfaceType(type)) {
    const fields = Object.values(type.getFields());
    for (const field of fields) {
      if (!visible.has(getNamedType(field.type).name)) visible.delete(`${type.name}.${field.name}`);
      removeWithArguments(`${type.name}.${field.name}`, field.args, visible);
    }
    if (!fields.some(({ name }) => has(name))) visible.delete(type.name);
  } else if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    for (const field of fields) if (!isUsable(field, visible)) visible.delete(`${type.name}.${field.name}`);
    const isComplete = fields.every((field) => !isRequired(field) || has(field.name));
    if (!isComplete || !fields.some(({ name }) => has(name))) visible.delete(type.name);
  } else if (isUnionType(type)) {
    if (!type.getTypes().some(({ name }) => visible.has(name))) visible.delete(type.name);
  } else if (isEnumType(type)) {
    if (!type.getValues().some(({ name }) => has(name))) visible.delete(type.name);
  }
}

/** Removes arguments that cannot be sent, and the field or directive that requires one of them. */
function removeWithArguments(parent: string, args: readonly GraphQLArgument[], visible: Set<string>): void {
  for (const arg of args) {
    const coordinate = `${parent}(${arg.name}:)`;
    if (!isUsable(arg, visible)) visible.delete(coordinate);
    if (isRequired(arg) && !visible.has(coordinate)) visible.delete(parent);
  }
}

/** A non-null input whose default is hidden would seem to be required, so it is not usable. */
function isUsable(input: Input, visible: ReadonlySet<string>): boolean {
  if (!visible.has(getNamedType(input.type).name)) return false;
  const losesDefault = defaultOf(input) !== undefined && visibleDefault(visible, input) === undefined;
  return !(losesDefault && isNonNullType(input.type));
}

function isRequired(input: Input): boolean {
  return isNonNullType(input.type) && defaultOf(input) === undefined;
}
