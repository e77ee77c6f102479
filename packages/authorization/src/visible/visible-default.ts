import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { defaultOf, type WithDefault } from '../schema-copy/default-value.js';
import type { Visibility } from './visibility.js';

/** A default without its hidden parts; undefined if the rest is not valid. */
export function visibleDefault(visible: Visibility, input: WithDefault): unknown {
  const defaultValue = defaultOf(input);
  return defaultValue === undefined ? undefined : visiblePart(visible, input.type, defaultValue);
}

function visiblePart(visible: Visibility, type: GraphQLInputType, value: unknown): unknown {
  if (isNonNullType(type)) return visiblePart(visible, type.ofType, value);
  if (value === null) return null;
  if (isListType(type)) {
    const items = [value].flat(1).map((item) => visiblePart(visible, type.ofType, item));
    return items.includes(undefined) ? undefined : items;
  }
  if (isEnumType(type)) {
    const name = type.getValues().find((each) => each.value === value)?.name;
    return name !== undefined && visible.has(`${type.name}.${name}`) ? value : undefined;
  }
  return isInputObjectType(type) ? visibleFields(visible, type, value as Record<string, unknown>) : value;
}

function visibleFields(
  visible: Visibility,
  type: GraphQLInputObjectType,
  value: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const part: Record<string, unknown> = {};
  for (const field of Object.values(type.getFields())) {
    if (!Object.hasOwn(value, field.name) || !visible.has(`${type.name}.${field.name}`)) continue;
    const kept = visiblePart(visible, field.type, value[field.name]);
    if (kept !== undefined) part[field.name] = kept;
    else if (isRequiredInputField(field)) return undefined;
  }
  return part;
}
