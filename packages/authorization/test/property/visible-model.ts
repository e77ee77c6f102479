import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { type Input, type Model, possibleTypes, type Type } from './model.js';

/** The part of a model that a visible schema shows. */
export function visibleModel(model: Model, visible: GraphQLSchema): Model {
  const shown = [...model.types.values()].filter(({ name }) => isShown(visible, name));
  const types = new Map(shown.map((type) => [type.name, visibleType(model, visible, type)]));
  // A query type without visible fields has a placeholder.
  if (types.get('Query')?.fields.length === 0) types.delete('Query');
  return { ...model, types };
}

/** Whether a visible schema has a type, a field or an enum value. */
export function isShown(visible: GraphQLSchema, coordinate: string): boolean {
  const [typeName = '', member] = coordinate.split('.');
  const type = visible.getType(typeName);
  if (!type || member === undefined || member === '__typename') return type !== undefined;
  if (isEnumType(type)) return type.getValue(member) !== undefined;
  return (isObjectType(type) || isInterfaceType(type)) && Object.hasOwn(type.getFields(), member);
}

function visibleType(model: Model, visible: GraphQLSchema, type: Type): Type {
  const shown = visible.getType(type.name);
  const inputs = isInputObjectType(shown) ? Object.values(shown.getFields()) : [];
  const fields = isObjectType(shown) || isInterfaceType(shown) ? shown.getFields() : {};
  return {
    ...type,
    interfaces: type.interfaces.filter((name) => isShown(visible, name)),
    members: possibleTypes(model, type.name).filter((name) => isShown(visible, name)),
    values: type.values.filter(({ name }) => isShown(visible, `${type.name}.${name}`)),
    inputs: visibleInputs(type.inputs, inputs),
    fields: type.fields.flatMap((field) => {
      const own = fields[field.name];
      return own ? [{ ...field, args: visibleInputs(field.args, own.args) }] : [];
    }),
  };
}

function visibleInputs(
  inputs: readonly Input[],
  shown: readonly (GraphQLArgument | GraphQLInputField)[],
): Input[] {
  return inputs.flatMap((input) => {
    const own = shown.find(({ name }) => name === input.name);
    if (!own) return [];
    const { name, ref, rules, default: value } = input;
    return [
      { name, ref, rules, ...(own.defaultValue !== undefined && value !== undefined && { default: value }) },
    ];
  });
}
