import {
  getNamedType,
  getNullableType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { usesInValue } from '../operation/input-uses.js';
import type { Policy } from '../policy/policy.js';
import { defaultOf } from '../schema-copy/default-value.js';
import { AuthorizationError } from './authorization-error.js';

/*
 * Coercion adds the default of an input field to the value, where it looks as if the client had sent it. So the enforcing
 * schema omits defaults that the viewer may not be allowed to send, and the guards add them again.
 */

interface Withheld {
  readonly fields: ReadonlyMap<GraphQLInputField, unknown>;
  /** The types whose values may lack an omitted default, at any depth. */
  readonly types: ReadonlySet<string>;
}

const withheld = new WeakMap<Policy, Withheld>();

function withheldOf(policy: Policy): Withheld {
  let found = withheld.get(policy);
  if (!found) withheld.set(policy, (found = findWithheld(policy)));
  return found;
}

/** Whether the enforcing schema omits this field's default. */
export function isWithheld(policy: Policy, field: GraphQLInputField): boolean {
  return withheldOf(policy).fields.has(field);
}

/** Whether values of this type may lack an omitted default, at any depth. */
export function hasWithheldDefaults(policy: Policy, type: GraphQLInputType): boolean {
  return withheldOf(policy).types.has(getNamedType(type).name);
}

function findWithheld(policy: Policy): Withheld {
  const types = Object.values(policy.schema.getTypeMap()).filter(isInputObjectType);
  const fields = new Map<GraphQLInputField, unknown>();
  const found = new Set<string>();
  const users = new Map<string, string[]>();
  for (const type of types.filter(({ name }) => policy.protectedTypes.has(name))) {
    for (const field of Object.values(type.getFields())) {
      const used = getNamedType(field.type).name;
      users.set(used, [...(users.get(used) ?? []), type.name]);
      const value = defaultOf(field);
      if (!mustWithhold(policy, type, field, value)) continue;
      fields.set(field, value);
      found.add(type.name);
    }
  }
  for (const name of found) for (const user of users.get(name) ?? []) found.add(user);
  return { fields, types: found };
}

function mustWithhold(
  policy: Policy,
  type: GraphQLInputObjectType,
  field: GraphQLInputField,
  value: unknown,
): boolean {
  if (value === undefined) return false;
  if (policy.requirements.has(`${type.name}.${field.name}`)) return true;
  return usesInValue(policy, field.type, value).length > 0;
}

/** A copy of a coerced value with its defaults. The value may be shared by other fields, so it is not changed. */
export function fillDefaults(policy: Policy, type: GraphQLInputType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !hasWithheldDefaults(policy, type)) return value;
  let complete = filled.get(value);
  if (!complete) filled.set(value, (complete = filledCopy(policy, getNullableType(type), value)));
  return complete;
}

/** The value of a variable is copied once, however many fields use it. */
const filled = new WeakMap<object, object>();

function filledCopy(policy: Policy, type: GraphQLInputType, value: object): object {
  if (isListType(type)) {
    return Array.isArray(value) ? value.map((item) => fillDefaults(policy, type.ofType, item)) : value;
  }
  if (!isInputObjectType(type)) return value;
  const complete: Record<string, unknown> = { ...value };
  for (const field of Object.values(type.getFields())) {
    const sent = fillField(policy, field, complete);
    if (sent !== undefined) complete[field.name] = sent;
    else if (field.name in complete) Reflect.deleteProperty(complete, field.name);
  }
  return complete;
}

function fillField(
  policy: Policy,
  field: GraphQLInputField,
  value: Readonly<Record<string, unknown>>,
): unknown {
  const isSent = Object.hasOwn(value, field.name);
  if (!isWithheld(policy, field))
    return isSent ? fillDefaults(policy, field.type, value[field.name]) : undefined;
  if (!isSent) return withheldOf(policy).fields.get(field);
  if (value[field.name] === null && isNonNullType(field.type)) {
    // Names only the field, which the client has sent: its type may be hidden from the viewer.
    throw new AuthorizationError('BAD_USER_INPUT', `The input field "${field.name}" must not be null.`);
  }
  return fillDefaults(policy, field.type, value[field.name]);
}
