import {
  defaultFieldResolver,
  type FieldNode,
  getNullableType,
  GraphQLID,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLString,
  isLeafType,
  isListType,
  Kind,
} from 'graphql';
import { conditionsOf, type Requirement, restrictsSignIn } from '../policy/requirement.js';
import { defaultOf } from '../schema-copy/default-value.js';
import type { Enforcement } from './enforcement.js';
import { isThenable } from './is-thenable.js';
import { isIterable } from './iterables.js';

/** The ID or IDs in a field, as clients would see them. A value that is not an ID is undefined. */
export type Ids = string | undefined | readonly (string | undefined)[];

export type ReadIds = (source: unknown, context: unknown, info: GraphQLResolveInfo) => Ids | Promise<Ids>;

/**
 * The owner field and the mask of a requirement with a single `owner` rule, if the field is a plain property whose value
 * can be compared with the viewer's ID without conversion.
 */
export function plainOwnerOf(
  enforcement: Enforcement,
  type: GraphQLObjectType,
  { rules }: Requirement,
): { readonly owner: string; readonly mask: number } | undefined {
  const [rule] = rules;
  if (rules.length !== 1 || rule?.owner === undefined || restrictsSignIn(rule)) return undefined;
  if (conditionsOf(rule).length > 1 || rule.of !== undefined) return undefined;
  const field = type.getFields()[rule.owner];
  const leaf = field && getNullableType(field.type);
  const isPlain = (field?.resolve ?? enforcement.fieldResolver) === defaultFieldResolver;
  return isPlain && (leaf === GraphQLID || leaf === GraphQLString)
    ? { owner: rule.owner, mask: rule.mask }
    : undefined;
}

/** Reads the field through its unguarded resolver, whether or not the client selected it. */
export function createIdReader(enforcement: Enforcement, type: GraphQLObjectType, name: string): ReadIds {
  const field = type.getFields()[name];
  const nullable = field && getNullableType(field.type);
  const isList = isListType(nullable);
  const leaf = isList ? getNullableType(nullable.ofType) : nullable;
  if (!field || !isLeafType(leaf))
    throw new Error(`${type.name}.${name} cannot be used by a rule: it is not a scalar field.`);
  const resolve = field.resolve ?? enforcement.fieldResolver;
  const args = Object.fromEntries(field.args.map((arg) => [arg.name, defaultOf(arg)]));
  const node: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
  const toIds = isList ? (value: unknown) => idsIn(leaf, value) : (value: unknown) => toId(leaf, value);

  return (source, context, info) => {
    const plain =
      resolve === defaultFieldResolver ? (source as Record<string, unknown> | null)?.[name] : undefined;
    if (plain !== undefined && typeof plain !== 'function' && !isThenable(plain)) return toIds(plain);
    const path = { prev: info.path.prev, key: name, typename: type.name };
    const value = resolve(source, { ...args }, context, {
      ...info,
      parentType: type,
      fieldName: name,
      fieldNodes: [node],
      returnType: field.type,
      path,
    });
    return isThenable(value) ? Promise.resolve(value).then(toIds) : toIds(value);
  };
}

function idsIn(leaf: GraphQLLeafType, value: unknown): Ids | Promise<Ids> {
  if (!isIterable(value)) return undefined;
  const items: unknown[] = Array.from(value);
  if (!items.some(isThenable)) return items.map((item) => toId(leaf, item));
  return Promise.all(items).then((settled) => settled.map((item) => toId(leaf, item)));
}

/** A value of a scalar as the ID that clients see; undefined if it is not an ID. */
export function toId(leaf: GraphQLLeafType, value: unknown): string | undefined {
  // Scalars serialize objects such as a MongoDB ObjectId to strings. They would also turn a boolean or a list into an ID.
  if (!['string', 'number', 'object'].includes(typeof value) || value === null) return undefined;
  try {
    return idOf(leaf.serialize(value));
  } catch {
    // Not rethrown, because the message contains the value.
    return undefined;
  }
}

/** Numbers beyond the safe integers are rounded, so one could represent several IDs. */
function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const isNumber = typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return isNumber ? String(value) : undefined;
}
