import { type FieldNode, getNamedType, type GraphQLResolveInfo } from 'graphql';
import { type InputUse, isUnsentVariable, usedInputs } from '../operation/input-uses.js';
import { canIdentifyObjects } from '../operation/object-ids.js';
import type { Variables } from '../operation/variables.js';
import type { Policy } from '../policy/policy.js';
import { denialBeforeObjects } from '../policy/requirement.js';
import { createSideTable } from '../policy/side-table.js';
import type { Field } from '../schema-copy/schema-elements.js';
import type { Access } from './access.js';
import { codeOf, type Denial } from './denial.js';
import { accessOf, type Enforcement, type Resolver } from './enforcement.js';
import { isThenable } from './is-thenable.js';
import { createNamedObjectDecision } from './named-objects.js';
import { fillDefaults, hasWithheldDefaults } from './withheld-defaults.js';

type Found = Denial | undefined;

/** Whether the field's arguments are protected or can contain something protected. */
export function takesProtectedInputs(policy: Policy, type: string, field: Field): boolean {
  return field.args.some((arg) => isProtected(policy, type, field, arg));
}

/** A resolver that runs only if the viewer may use every argument, input field and enum value that was sent. */
export function guardInputs(
  enforcement: Enforcement,
  type: string,
  field: Field,
  resolve: Resolver,
): Resolver {
  const { byRole, byObject } = createInputDecision(enforcement, type, field);
  // The rows of a list share node and execution, and thus the decision. Keyed by execution, because documents outlive it.
  const decided = createSideTable<Access, Map<FieldNode, Found | Promise<Found>>>();
  const decide: InputDecision['byObject'] = (access, node, args, context, info) => {
    let denials = decided.get(access);
    if (!denials) decided.set(access, (denials = new Map<FieldNode, Found | Promise<Found>>()));
    if (!denials.has(node))
      denials.set(node, byRole(node, access) ?? byObject?.(access, node, args, context, info));
    return denials.get(node);
  };
  const filled = fillInputs(enforcement, field, resolve);
  return (source, args, context, info) => {
    const [node] = info.fieldNodes;
    const denial = node && decide(accessOf(enforcement, context, info), node, args, context, info);
    if (denial === undefined) return filled(source, args, context, info);
    if (!isThenable(denial)) throw enforcement.deny(denial, context);
    return denial.then((found) => {
      if (found) throw enforcement.deny(found, context);
      return filled(source, args, context, info);
    });
  };
}

/** A resolver that receives the defaults that the enforcing schema omits. */
export function fillInputs(enforcement: Enforcement, field: Field, resolve: Resolver): Resolver {
  const complete = createArgumentCompletion(enforcement.policy, field);
  if (!complete) return resolve;
  return (source, args, context, info) => {
    const { variables } = accessOf(enforcement, context, info);
    return resolve(source, complete(args, info.fieldNodes[0], variables), context, info);
  };
}

/** The arguments that a policy decides about: those that the resolver receives. */
export function createPolicyArguments({ policy }: Enforcement, field: Field | undefined): CompleteArguments {
  const complete = field && createArgumentCompletion(policy, field);
  if (!complete) return (args) => args;
  return (args, node, variables) => {
    try {
      return complete(args, node, variables);
    } catch {
      // The resolver does not run, because `fillInputs` throws the same error.
      return args;
    }
  };
}

type CompleteArguments = (
  args: Record<string, unknown>,
  node: FieldNode | undefined,
  variables: Variables,
) => Record<string, unknown>;

/** Adds the defaults that the enforcing schema omits; undefined if it omits none. */
function createArgumentCompletion(policy: Policy, field: Field): CompleteArguments | undefined {
  const filled = field.args.filter((arg) => hasWithheldDefaults(policy, arg.type));
  if (filled.length === 0) return undefined;
  return (args, node, variables) => {
    const sent = filled.filter(({ name }) => isSent(node, name, variables));
    return sent.length > 0 ? withDefaults(policy, sent, args) : args;
  };
}

/** The denial of the first input of a field that the viewer may not use. */
export interface InputDecision {
  /** By roles and scopes. Must come first, so that nothing is loaded for a viewer who cannot pass. */
  readonly byRole: (node: FieldNode, access: Access) => Found;
  /** By the objects that the inputs identify; undefined if they identify none. */
  readonly byObject:
    | ((
        access: Access,
        node: FieldNode,
        args: Readonly<Record<string, unknown>>,
        context: unknown,
        info: GraphQLResolveInfo,
      ) => Found | Promise<Found>)
    | undefined;
}

export function createInputDecision(enforcement: Enforcement, type: string, field: Field): InputDecision {
  const { policy } = enforcement;
  const byRole: InputDecision['byRole'] = (node, access) => inputDenial(policy, type, field, node, access);
  const identifying = field.args.filter((arg) =>
    canIdentifyObjects(policy, coordinateOf(type, field, arg), arg.type),
  );
  if (identifying.length === 0) return { byRole, byObject: undefined };
  const decide = createNamedObjectDecision(enforcement, `${type}.${field.name}`);
  return {
    byRole,
    byObject: (access, node, args, context, info) => {
      const sent = identifying.filter(({ name }) => isSent(node, name, access.variables));
      return decide(sent, args, { access, context, info });
    },
  };
}

function inputDenial(
  policy: Policy,
  type: string,
  field: Field,
  node: FieldNode,
  access: Access,
): Denial | undefined {
  for (const sent of node.arguments ?? []) {
    const arg = field.args.find(({ name }) => name === sent.name.value);
    if (!arg || !isProtected(policy, type, field, arg)) continue;
    for (const use of usedInputs(policy, coordinateOf(type, field, arg), arg, sent.value, access.variables)) {
      const denial = denialOf(use, access);
      if (denial) return denial;
    }
  }
  return undefined;
}

function denialOf({ requirement, coordinate, path }: InputUse, access: Access): Denial | undefined {
  const cause = denialBeforeObjects(requirement, access);
  return cause && { ...codeOf(cause), coordinate, place: `the argument "${path}"` };
}

function isProtected(policy: Policy, type: string, field: Field, arg: Field['args'][number]): boolean {
  return policy.requirements.has(coordinateOf(type, field, arg)) || reachesProtected(policy, arg.type);
}

function coordinateOf(type: string, field: Field, arg: Field['args'][number]): string {
  return `${type}.${field.name}(${arg.name}:)`;
}

function reachesProtected({ protectedTypes }: Policy, type: Field['args'][number]['type']): boolean {
  return protectedTypes.has(getNamedType(type).name);
}

function withDefaults(
  policy: Policy,
  filled: Field['args'],
  args: Record<string, unknown>,
): Record<string, unknown> {
  const complete = { ...args };
  for (const { name, type } of filled) {
    if (Object.hasOwn(args, name)) complete[name] = fillDefaults(policy, type, complete[name]);
  }
  return complete;
}

/** False for an argument's default: nothing was removed from it. */
function isSent(node: FieldNode | undefined, name: string, variables: Variables): boolean {
  const sent = node?.arguments?.find((arg) => arg.name.value === name);
  return sent !== undefined && !isUnsentVariable(sent.value, variables);
}
