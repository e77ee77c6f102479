import {
  getNamedType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { typesThatContain } from '../policy/input-types.js';
import type { Policy } from '../policy/policy.js';
import type { Requirement } from '../policy/requirement.js';

/** The value of an argument or input field that identifies objects. */
export interface ObjectUse {
  readonly requirement: Requirement;
  readonly coordinate: string;
  /** Where it is in the request, starting with the argument: `input.drafts.0.id`. */
  readonly path: string;
  readonly type: GraphQLInputType;
  /** Coerced: an ID, a list of IDs, or null. */
  readonly value: unknown;
}

const known = new WeakMap<Policy, ReadonlySet<string>>();

/** The input types with a field that identifies objects, at any depth. */
function identifyingTypes(policy: Policy): ReadonlySet<string> {
  let found = known.get(policy);
  if (!found) {
    const { schema, requirements } = policy;
    found = typesThatContain(schema, (coordinate) => identifiesObjects(requirements.get(coordinate)));
    known.set(policy, found);
  }
  return found;
}

export function identifiesObjects(requirement: Requirement | undefined): boolean {
  return requirement?.rules.some(({ of }) => of !== undefined) ?? false;
}

/** Whether values of an argument can identify objects, by themselves or in an input field. */
export function canIdentifyObjects(policy: Policy, coordinate: string, type: GraphQLInputType): boolean {
  return (
    identifiesObjects(policy.requirements.get(coordinate)) ||
    identifyingTypes(policy).has(getNamedType(type).name)
  );
}

/** Every use of an argument or input field with `of` in a coerced value that a client sent. */
export function objectUses(
  policy: Policy,
  coordinate: string,
  arg: { readonly name: string; readonly type: GraphQLInputType },
  value: unknown,
): readonly ObjectUse[] {
  const types = identifyingTypes(policy);
  const found: ObjectUse[] = [];
  note(coordinate, arg.type, value, arg.name);
  visit(arg.type, value, arg.name);
  return found;

  function note(at: string, type: GraphQLInputType, used: unknown, path: string): void {
    const requirement = policy.requirements.get(at);
    if (requirement && identifiesObjects(requirement))
      found.push({ requirement, coordinate: at, path, type, value: used });
  }

  function visit(type: GraphQLInputType, each: unknown, path: string): void {
    if (each === null || each === undefined) return;
    if (isNonNullType(type)) visit(type.ofType, each, path);
    else if (!types.has(getNamedType(type).name)) return;
    else if (isListType(type)) {
      if (!Array.isArray(each)) visit(type.ofType, each, path);
      else for (const [index, item] of each.entries()) visit(type.ofType, item, `${path}.${index}`);
    } else if (isInputObjectType(type)) visitFields(type, each as Readonly<Record<string, unknown>>, path);
  }

  function visitFields(
    type: GraphQLInputObjectType,
    object: Readonly<Record<string, unknown>>,
    path: string,
  ): void {
    for (const field of Object.values(type.getFields())) {
      if (!Object.hasOwn(object, field.name)) continue;
      const fieldPath = `${path}.${field.name}`;
      note(`${type.name}.${field.name}`, field.type, object[field.name], fieldPath);
      visit(field.type, object[field.name], fieldPath);
    }
  }
}
