import { type GraphQLResolveInfo, OperationTypeNode } from 'graphql';
import { rootFields } from '../operation/root-fields.js';
import type { Policy } from '../policy/policy.js';
import { denialBeforeRows } from '../policy/requirement.js';
import type { Access } from './access.js';
import type { Denial } from './denial.js';
import { accessOf, type Enforcement, type Resolver } from './enforcement.js';
import { inputDenial } from './guard-inputs.js';

/** A resolver of a mutation's root field that runs only if every root field of the operation may run. */
export function guardMutation(enforcement: Enforcement, resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    // A field that returns the Mutation type makes it an ordinary object.
    if (info.path.prev !== undefined || info.operation.operation !== OperationTypeNode.MUTATION) {
      return resolve(source, args, context, info);
    }
    const access = accessOf(enforcement, context, info);
    if (access.mutationDenials === undefined)
      access.mutationDenials = denialsOf(enforcement.policy, access, info);
    const denial = access.mutationDenials?.get(String(info.path.key));
    if (denial) throw enforcement.deny(denial, context);
    return resolve(source, args, context, info);
  };
}

function denialsOf(
  policy: Policy,
  access: Access,
  info: GraphQLResolveInfo,
): ReadonlyMap<string, Denial> | null {
  const { schema, parentType, operation, fragments } = info;
  const denials = new Map<string, Denial>();
  const fields = rootFields(schema, parentType, operation.selectionSet, fragments, access.variables);
  for (const [key, node] of fields) {
    const field = policy.schema.getMutationType()?.getFields()[node.name.value];
    if (!field) continue;
    const coordinate = `${parentType.name}.${field.name}`;
    const code = denialBeforeRows(policy.requirements.get(coordinate), access.mask, access.ageSeconds);
    const denial = code
      ? { code, coordinate, place: 'this field' }
      : inputDenial(policy, parentType.name, field, node, access);
    if (denial) denials.set(key, denial);
  }
  const [first] = denials.values();
  if (!first) return null;
  for (const key of fields.keys()) {
    if (!denials.has(key)) denials.set(key, { ...first, isConsequence: true });
  }
  return denials;
}
