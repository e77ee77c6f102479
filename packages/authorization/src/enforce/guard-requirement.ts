import { defaultFieldResolver, type GraphQLObjectType } from 'graphql';
import type { DenialCause, Requirement } from '../policy/requirement.js';
import { SIGNED_IN } from '../policy/role-hierarchy.js';
import { isRootType } from '../policy/root-types.js';
import { codeOf } from './denial.js';
import { accessOf, type Enforcement, type Resolver } from './enforcement.js';
import { createPolicyArguments } from './guard-inputs.js';
import { createObjectDecision } from './object-decision.js';
import { plainOwnerOf } from './read-ids.js';

type Refuse = (cause: DenialCause, context: unknown) => never;

/** A resolver that runs only for viewers who meet the requirement. */
export function guardRequirement(
  enforcement: Enforcement,
  type: GraphQLObjectType,
  coordinate: string,
  requirement: Requirement,
  field: string,
  resolve: Resolver,
): Resolver {
  const { masks } = requirement;
  const refuse = (cause: DenialCause, context: unknown): never => {
    throw enforcement.deny({ ...codeOf(cause), coordinate, place: 'this field' }, context);
  };
  const [mask] = masks ?? [];
  if (mask !== undefined && masks?.length === 1) return guardMask(enforcement, mask, refuse, field, resolve);
  if (masks) return guardMasks(enforcement, masks, refuse, resolve);
  const guard = guardRules(enforcement, type, requirement, refuse, field, resolve);
  const owner = plainOwnerOf(enforcement, type, requirement);
  return owner === undefined ? guard : guardPlainOwner(enforcement, owner, guard, field, resolve);
}

/*
 * The next two guards are the hot path: one comparison to identify the execution, and one AND or one comparison of IDs to
 * decide. They repeat `accessOf`, because each call per field and row is measurable. They also read plain properties
 * themselves, which saves the call of the default resolver.
 */

function guardMask(
  enforcement: Enforcement,
  required: number,
  refuse: Refuse,
  field: string,
  resolve: Resolver,
): Resolver {
  const { reader } = enforcement;
  const isPlain = resolve === defaultFieldResolver;
  return (source, args, context, info) => {
    const { mask } =
      reader.lastKey === info.variableValues &&
      reader.lastContext === context &&
      reader.lastRoot === info.rootValue
        ? reader.last
        : reader.read(context, info);
    if ((mask & required) === 0) refuse(codeFor(mask), context);
    if (isPlain && typeof source === 'object' && source !== null) {
      const value = (source as Record<string, unknown>)[field];
      if (typeof value !== 'function') return value;
    }
    return resolve(source, args, context, info);
  };
}

function guardPlainOwner(
  enforcement: Enforcement,
  { owner, mask: sufficient }: { readonly owner: string; readonly mask: number },
  guard: Resolver,
  field: string,
  resolve: Resolver,
): Resolver {
  const { reader } = enforcement;
  const isPlain = resolve === defaultFieldResolver;
  return (source, args, context, info) => {
    const { mask, viewer } =
      reader.lastKey === info.variableValues &&
      reader.lastContext === context &&
      reader.lastRoot === info.rootValue
        ? reader.last
        : reader.read(context, info);
    if (viewer === null || typeof source !== 'object' || source === null)
      return guard(source, args, context, info);
    const object = source as Record<string, unknown>;
    if ((mask & sufficient) === 0 && object[owner] !== viewer.id) return guard(source, args, context, info);
    const value = isPlain ? object[field] : undefined;
    return value === undefined || typeof value === 'function' ? resolve(source, args, context, info) : value;
  };
}

function guardMasks(
  enforcement: Enforcement,
  masks: readonly number[],
  refuse: Refuse,
  resolve: Resolver,
): Resolver {
  return (source, args, context, info) => {
    const { mask } = accessOf(enforcement, context, info);
    for (const required of masks) if ((mask & required) === 0) refuse(codeFor(mask), context);
    return resolve(source, args, context, info);
  };
}

function guardRules(
  enforcement: Enforcement,
  type: GraphQLObjectType,
  requirement: Requirement,
  refuse: Refuse,
  field: string,
  resolve: Resolver,
): Resolver {
  const findDenial = createObjectDecision(enforcement, type, requirement);
  // A root field has no parent object, so its policies decide about its arguments.
  const isRoot = isRootType(enforcement.policy.schema, type);
  const policyArguments = createPolicyArguments(enforcement, type.getFields()[field]);
  return (source, args, context, info) => {
    const access = accessOf(enforcement, context, info);
    const [node] = info.fieldNodes;
    const subject = isRoot
      ? { object: policyArguments(args, node, access.variables), identity: node }
      : { object: source, identity: source };
    const found = findDenial(access, subject, context, info);
    if (found === undefined) return resolve(source, args, context, info);
    if (typeof found === 'string') return refuse(found, context);
    return found.then((cause) => (cause ? refuse(cause, context) : resolve(source, args, context, info)));
  };
}

function codeFor(mask: number): DenialCause {
  return (mask & SIGNED_IN) === 0 ? 'UNAUTHENTICATED' : 'FORBIDDEN';
}
