import {
  defaultFieldResolver,
  type FieldNode,
  getNullableType,
  GraphQLID,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLString,
  isLeafType,
  Kind,
} from 'graphql';
import type { Requirement } from '../policy/requirement.js';
import { defaultOf } from '../schema-copy/default-value.js';
import type { Enforcement } from './enforcement.js';
import { isThenable } from './is-thenable.js';

/** The ID in an object's owner field as clients would see it; undefined if the value is not an ID. */
export type ReadOwner = (
  source: unknown,
  context: unknown,
  info: GraphQLResolveInfo,
) => string | undefined | Promise<string | undefined>;

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
  if (rules.length !== 1 || rule?.owner === undefined || rule.maxAgeSeconds !== undefined) return undefined;
  const field = type.getFields()[rule.owner];
  const leaf = field && getNullableType(field.type);
  const isPlain = (field?.resolve ?? enforcement.fieldResolver) === defaultFieldResolver;
  return isPlain && (leaf === GraphQLID || leaf === GraphQLString)
    ? { owner: rule.owner, mask: rule.mask }
    : undefined;
}

/** Reads the owner field through its unguarded resolver, whether or not the client selected the field. */
export function createOwnerReader(
  enforcement: Enforcement,
  type: GraphQLObjectType,
  name: string,
): ReadOwner {
  const field = type.getFields()[name];
  const leaf = field && getNullableType(field.type);
  if (!field || !isLeafType(leaf))
    throw new Error(`${type.name}.${name} cannot be used as owner: it is not a scalar field.`);
  const resolve = field.resolve ?? enforcement.fieldResolver;
  const args = Object.fromEntries(field.args.map((arg) => [arg.name, defaultOf(arg)]));
  const node: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };

  const toId = (value: unknown): string | undefined => {
    // Scalars serialize objects such as a MongoDB ObjectId to strings. They would also turn a boolean or a list into an ID.
    if (!['string', 'number', 'object'].includes(typeof value) || value === null) return undefined;
    try {
      return idOf(leaf.serialize(value));
    } catch {
      // Not rethrown, because the message contains the value.
      return undefined;
    }
  };
  return (source, context, info) => {
    const plain =
      resolve === defaultFieldResolver ? (source as Record<string, unknown> | null)?.[name] : undefined;
    if (plain !== undefined && typeof plain !== 'function' && !isThenable(plain)) return toId(plain);
    const path = { prev: info.path.prev, key: name, typename: type.name };
    const value = resolve(source, { ...args }, context, {
      ...info,
      fieldName: name,
      fieldNodes: [node],
      returnType: field.type,
      path,
    });
    return isThenable(value) ? Promise.resolve(value).then(toId) : toId(value);
  };
}

/** Numbers beyond the safe integers are rounded, so one could represent several IDs. */
function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const isNumber = typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return isNumber ? String(value) : undefined;
}
