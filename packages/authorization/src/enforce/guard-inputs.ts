import { type FieldNode, getNamedType } from 'graphql';
import { type InputUse, isUnsentVariable, usedInputs } from '../operation/input-uses.js';
import type { Variables } from '../operation/variables.js';
import type { Policy } from '../policy/policy.js';
import { denialBeforeRows } from '../policy/requirement.js';
import { createSideTable } from '../policy/side-table.js';
import type { Field } from '../schema-copy/schema-elements.js';
import type { Access } from './access.js';
import type { Denial } from './denial.js';
import { accessOf, type Enforcement, type Resolver } from './enforcement.js';
import { fillDefaults, hasWithheldDefaults } from './withheld-defaults.js';

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
  const { policy } = enforcement;
  // The rows of a list share node and execution, and thus the decision. Keyed by execution, because documents outlive it.
  const decided = createSideTable<Access, Map<FieldNode, Denial | undefined>>();
  const decide = (access: Access, node: FieldNode) => {
    let denials = decided.get(access);
    if (!denials) decided.set(access, (denials = new Map<FieldNode, Denial | undefined>()));
    if (!denials.has(node)) denials.set(node, inputDenial(policy, type, field, node, access));
    return denials.get(node);
  };
  const filled = field.args.filter((arg) => hasWithheldDefaults(policy, arg.type));
  return (source, args, context, info) => {
    const access = accessOf(enforcement, context, info);
    const [node] = info.fieldNodes;
    const denial = node && decide(access, node);
    if (denial) throw enforcement.deny(denial, context);
    const sent =
      filled.length > 0 ? filled.filter(({ name }) => isSent(node, name, access.variables)) : filled;
    return resolve(source, sent.length > 0 ? withDefaults(policy, sent, args) : args, context, info);
  };
}

/** The denial of the first sent input of a field that the viewer may not use. */
export function inputDenial(
  policy: Policy,
  type: string,
  field: Field,
  node: FieldNode,
  access: Access,
): Denial | undefined {
  for (const sent of node.arguments ?? []) {
    const arg = field.args.find(({ name }) => name === sent.name.value);
    if (!arg || !isProtected(policy, type, field, arg)) continue;
    for (const use of usedInputs(
      policy,
      `${type}.${field.name}(${arg.name}:)`,
      arg,
      sent.value,
      access.variables,
    )) {
      const denial = denialOf(use, access);
      if (denial) return denial;
    }
  }
  return undefined;
}

function denialOf({ requirement, coordinate, path }: InputUse, access: Access): Denial | undefined {
  const code = denialBeforeRows(requirement, access.mask, access.ageSeconds);
  return code && { code, coordinate, place: `the argument "${path}"` };
}

function isProtected(policy: Policy, type: string, field: Field, arg: Field['args'][number]): boolean {
  return policy.requirements.has(`${type}.${field.name}(${arg.name}:)`) || reachesProtected(policy, arg.type);
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
