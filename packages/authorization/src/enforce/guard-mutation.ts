import { type FieldNode, type GraphQLResolveInfo, OperationTypeNode } from 'graphql';
import { argumentValues } from '../operation/argument-values.js';
import { rootFields } from '../operation/root-fields.js';
import { denialBeforeObjects, type DenialCause } from '../policy/requirement.js';
import type { Access, MutationDecision, RootFieldDecision } from './access.js';
import { codeOf, type Denial } from './denial.js';
import { accessOf, type Enforcement, type Resolver } from './enforcement.js';
import { createInputDecision, createPolicyArguments, type InputDecision } from './guard-inputs.js';
import { isThenable } from './is-thenable.js';
import { markHandled } from './mark-handled.js';
import { createObjectDecision, type ObjectDecision } from './object-decision.js';

interface RootFieldDecisions {
  readonly coordinate: string;
  readonly inputs: InputDecision;
  /** Decides the field's own requirement, if a policy matters. */
  readonly own: ObjectDecision | undefined;
  readonly policyArguments: ReturnType<typeof createPolicyArguments>;
}

type Found = Denial | undefined;

const unknownArguments = Symbol('unknown arguments');

/**
 * Guards for the root fields of mutations: each runs only if every root field of the operation may run. Whatever can deny
 * one, including the objects that its arguments identify, is decided before the first one runs.
 */
export function createMutationGuards(
  enforcement: Enforcement,
): (guarded: Resolver, resolve: Resolver) => Resolver {
  const { policy } = enforcement;
  const known = new Map<string, RootFieldDecisions>();

  /** @param guarded for an object of type Mutation that another field returns */
  return (guarded, resolve) => (source, args, context, info) => {
    if (info.path.prev !== undefined || info.operation.operation !== OperationTypeNode.MUTATION)
      return guarded(source, args, context, info);
    const access = accessOf(enforcement, context, info);
    const decision = (access.mutation ??= decideMutation(access, context, info));
    const run = (decided: MutationDecision): unknown => {
      const found = decided.get(String(info.path.key));
      if (found?.denial) throw enforcement.deny(found.denial, context);
      // What an earlier root field wrote may change who owns an object.
      delete access.decisions;
      delete access.batches;
      // An executor that collects fields differently still meets the field's own guards.
      return (found?.node === info.fieldNodes[0] ? resolve : guarded)(source, args, context, info);
    };
    return isThenable(decision) ? decision.then(run) : run(decision);
  };

  function decideMutation(
    access: Access,
    context: unknown,
    info: GraphQLResolveInfo,
  ): MutationDecision | Promise<MutationDecision> {
    const { schema, parentType, operation, fragments } = info;
    const nodes = rootFields(schema, parentType, operation.selectionSet, fragments, access.variables);
    const byRole = [...nodes.values()].map((node) => denialByRole(node, access));
    // Nothing is loaded if roles already deny a field.
    if (byRole.some((denial) => denial !== undefined)) return combine(nodes, byRole);
    const byObject = [...nodes.values()].map((node) => {
      try {
        return denialByObject(node, access, context, info);
      } catch (error) {
        // Not thrown here: the promises of other fields would be left without a handler.
        return markHandled(Promise.reject<Found>(error as Error));
      }
    });
    if (!byObject.some(isThenable)) return combine(nodes, byObject as (Found | typeof unknownArguments)[]);
    return Promise.all(byObject.map(async (denial) => await denial)).then((denials) =>
      combine(nodes, denials),
    );
  }

  function denialByRole(node: FieldNode, access: Access): Found {
    const decisions = decisionsFor(node.name.value);
    if (!decisions) return undefined;
    const { coordinate, inputs } = decisions;
    const cause = denialBeforeObjects(policy.requirements.get(coordinate), access);
    return cause ? { ...codeOf(cause), coordinate, place: 'this field' } : inputs.byRole(node, access);
  }

  function denialByObject(
    node: FieldNode,
    access: Access,
    context: unknown,
    info: GraphQLResolveInfo,
  ): Found | typeof unknownArguments | Promise<Found> {
    const decisions = decisionsFor(node.name.value);
    const field = info.parentType.getFields()[node.name.value];
    if (!decisions || !field) return undefined;
    const { coordinate, own, inputs, policyArguments } = decisions;
    if (!own && !inputs.byObject) return undefined;
    const args = argumentValues(field, node, access.variables, info);
    if (!args) return unknownArguments;
    const object = policyArguments(args, node, access.variables);
    const cause = own?.(access, { object, identity: node }, context, info);
    // Afterwards, so that nothing is loaded for a viewer whom a policy of the field denies.
    const next = (denied: DenialCause | undefined): Found | Promise<Found> =>
      denied
        ? { ...codeOf(denied), coordinate, place: 'this field' }
        : inputs.byObject?.(access, node, args, context, info);
    return isThenable(cause) ? cause.then(next) : next(cause);
  }

  function decisionsFor(name: string): RootFieldDecisions | undefined {
    const type = policy.schema.getMutationType();
    const field = type?.getFields()[name];
    if (!type || !field) return undefined;
    let decisions = known.get(name);
    if (!decisions) {
      const coordinate = `${type.name}.${name}`;
      const requirement = policy.requirements.get(coordinate);
      const hasPolicy = requirement?.rules.some((rule) => rule.policy !== undefined);
      decisions = {
        coordinate,
        inputs: createInputDecision(enforcement, type.name, field),
        own: requirement && hasPolicy ? createObjectDecision(enforcement, type, requirement) : undefined,
        policyArguments: createPolicyArguments(enforcement, field),
      };
      known.set(name, decisions);
    }
    return decisions;
  }
}

function combine(
  nodes: ReadonlyMap<string, FieldNode>,
  denials: readonly (Found | typeof unknownArguments)[],
): MutationDecision {
  const first = denials.find((denial) => typeof denial === 'object');
  const consequence = first && { ...first, isConsequence: true };
  const decisions = [...nodes].map(([key, node], index): [string, RootFieldDecision] => {
    const denial = denials[index];
    if (typeof denial === 'symbol') return [key, { node: undefined, denial: consequence }];
    return [key, { node, denial: denial ?? consequence }];
  });
  return new Map(decisions);
}
