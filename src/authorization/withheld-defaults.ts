import {
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { AppError } from '../errors/index.js';
import { usesInValue } from './input-uses.js';
import type { Policy } from './policy.js';

/*
 * Coercion puts an input field's default into the value, where it can no longer be told from one the client sent.
 * So the enforcing schema leaves out defaults whose sending would need permission, and the guards put them back.
 */

/** Whether the enforcing schema leaves out this field's default. */
export function isWithheld(policy: Policy, type: GraphQLInputObjectType, field: GraphQLInputField): boolean {
  if (field.defaultValue === undefined || !policy.protectedInputs.has(type.name)) return false;
  if (policy.requirements.has(`${type.name}.${field.name}`)) return true;
  return !usesInValue(policy, field.type, field.defaultValue, field.name).next().done;
}

const lackingTypes = new WeakMap<Policy, ReadonlySet<string>>();

/** Whether values of this type may lack a default that was left out, at any depth. */
export function hasWithheldDefaults(policy: Policy, type: GraphQLInputType): boolean {
  let lacking = lackingTypes.get(policy);
  if (!lacking) lackingTypes.set(policy, (lacking = findLackingTypes(policy)));
  return lacking.has(getNamedType(type).name);
}

function findLackingTypes(policy: Policy): ReadonlySet<string> {
  const types = Object.values(policy.schema.getTypeMap()).filter(isInputObjectType);
  const lacking = new Set<string>();
  let before: number;
  do {
    before = lacking.size;
    for (const type of types) {
      const isLacking = Object.values(type.getFields()).some(
        (field) => isWithheld(policy, type, field) || lacking.has(getNamedType(field.type).name),
      );
      if (isLacking) lacking.add(type.name);
    }
  } while (lacking.size > before);
  return lacking;
}

/** A coerced value with the defaults in place. The value itself, which other fields may share, is left as it is. */
export function fillDefaults(policy: Policy, type: GraphQLInputType, value: unknown): unknown {
  if (value === null || value === undefined || !hasWithheldDefaults(policy, type)) return value;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return Array.isArray(value) ? value.map((item) => fillDefaults(policy, nullable.ofType, item)) : value;
  }
  if (!isInputObjectType(nullable)) return value;
  const complete = { ...(value as Record<string, unknown>) };
  for (const field of Object.values(nullable.getFields())) {
    complete[field.name] = fillField(policy, nullable, field, complete);
    if (complete[field.name] === undefined) Reflect.deleteProperty(complete, field.name);
  }
  return complete;
}

function fillField(
  policy: Policy,
  type: GraphQLInputObjectType,
  field: GraphQLInputField,
  value: Readonly<Record<string, unknown>>,
): unknown {
  const isSent = Object.hasOwn(value, field.name);
  if (!isWithheld(policy, type, field))
    return isSent ? fillDefaults(policy, field.type, value[field.name]) : undefined;
  if (!isSent) return field.defaultValue;
  if (value[field.name] === null && isNonNullType(field.type)) {
    // Its type may be hidden from the viewer; its name is not, who wrote it.
    throw new AppError('BAD_USER_INPUT', `The input field "${field.name}" must not be null.`);
  }
  return fillDefaults(policy, field.type, value[field.name]);
}
