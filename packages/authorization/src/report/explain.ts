import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getOperationAST,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { usedInputs } from '../operation/input-uses.js';
import type { Policy } from '../policy/policy.js';
import { readPolicy } from '../policy/read-policy.js';
import type { Requirement, Rule } from '../policy/requirement.js';
import { locationOf } from '../policy/schema-problem.js';
import { createRuleOutcome, type ExplainAssumptions, type RuleOutcome } from './rule-outcome.js';

/**
 * One denied element of an operation. With assumptions, also one of which more must be known.
 *
 * @example
 * ```ts
 * const format = ({ path, requirement }: Explanation) => `${path} requires ${requirement}`;
 * ```
 */
export interface Explanation {
  /** The location in the operation, as response keys: `users.edges.node`. For an input: `users(filter.email)`. */
  readonly path: string;
  /** The schema coordinate: `User.email`. A concrete type's if only that type denies. */
  readonly coordinate: string;
  /** The unsatisfied rules, as in the schema: `@auth(requires: ADMIN)`. Those that cannot be decided if there is `dependsOn`. */
  readonly requirement: string;
  /** The `file:line` of the first of them; missing if the schema was not made from SDL. */
  readonly location?: string;
  /** What decides whether the element is denied, beyond the assumptions. Missing if it is denied. */
  readonly dependsOn?: readonly ('owner' | 'group' | 'policy' | 'scope')[];
}

/**
 * Explains why an operation is denied for a viewer with these roles (null: not signed in), without executing it.
 *
 * Lists what is denied whatever the object, the viewer's scopes and the time. With assumptions about the viewer and the
 * objects, it also lists what these deny, and, with `dependsOn`, what they do not decide: policies are not called.
 * `maxAge` and `mfa` are never considered. Variables count as sent, but their values are unknown except for defaults. Expects a valid
 * document.
 *
 * @example
 * ```ts
 * explain(schema, parse('{ me { email } }'), ['USER']);
 * // [{ path, coordinate: 'User.email', requirement: '@auth(requires: ADMIN)', location: 'schema.graphql:7' }]
 *
 * const assumptions = { viewer: { id: '7' }, object: { authorId: '8' } };
 * explain(schema, parse('{ draft { title } }'), ['USER'], null, assumptions);
 * // [{ path, coordinate: 'Draft.title', requirement: '@auth(owner: "authorId")', location: 'schema.graphql:9' }]
 * ```
 *
 * @throws Error if the document has no such operation, or has several and none is named, or if an anonymous viewer is
 * assumed to have an ID, groups or scopes
 */
export function explain(
  schema: GraphQLSchema,
  document: DocumentNode,
  roles: readonly string[] | null,
  operationName?: string | null,
  assumptions?: ExplainAssumptions,
): Explanation[] {
  const policy = readPolicy(schema);
  const { viewer = {} } = assumptions ?? {};
  if (roles === null && Object.values(viewer).some((value) => value !== undefined))
    throw new Error('An anonymous viewer has no ID, groups or scopes. Pass [] for a viewer without roles.');
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw new Error(
      operationName
        ? `The document has no operation "${operationName}".`
        : 'The document does not have exactly one operation. Name one.',
    );
  const type = policy.schema.getRootType(operation.operation);
  const outcomeOf = createRuleOutcome(policy, policy.roles.viewerMask(roles), assumptions ?? {});
  const walk = new Explainer(policy, document, operation, outcomeOf, assumptions !== undefined);
  if (type) walk.explainSelections(operation.selectionSet, type, []);
  return [...walk.found.values()];
}

class Explainer {
  readonly found = new Map<string, Explanation>();
  readonly #policy: Policy;
  readonly #outcomeOf: (rule: Rule, coordinate: string) => RuleOutcome;
  readonly #listsUndecided: boolean;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #spread = new Set<string>();

  constructor(
    policy: Policy,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    outcomeOf: (rule: Rule, coordinate: string) => RuleOutcome,
    listsUndecided: boolean,
  ) {
    this.#policy = policy;
    this.#outcomeOf = outcomeOf;
    this.#listsUndecided = listsUndecided;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
    }
    this.#variables = Object.fromEntries(
      (operation.variableDefinitions ?? []).map(({ variable, defaultValue }) => [
        variable.name.value,
        defaultValue && valueFromASTUntyped(defaultValue),
      ]),
    );
  }

  explainSelections(
    { selections }: SelectionSetNode,
    type: GraphQLCompositeType,
    path: readonly string[],
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        this.#explainField(selection, type, path);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD && this.#isRepeated(selection.name.value, type, path))
        continue;
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      const condition =
        fragment?.typeCondition && this.#policy.schema.getType(fragment.typeCondition.name.value);
      if (fragment) {
        this.explainSelections(fragment.selectionSet, isCompositeType(condition) ? condition : type, path);
      }
    }
  }

  /** A repeated fragment at the same path adds nothing. Fragments that spread others twice would take exponential time. */
  #isRepeated(fragment: string, type: GraphQLCompositeType, path: readonly string[]): boolean {
    const key = [fragment, type.name, ...path].join('.');
    if (this.#spread.has(key)) return true;
    this.#spread.add(key);
    return false;
  }

  #explainField(node: FieldNode, type: GraphQLCompositeType, parents: readonly string[]): void {
    const path = [...parents, (node.alias ?? node.name).value];
    const responsePath = path.join('.');
    const name = node.name.value;
    const { requirements, schema } = this.#policy;
    // An interface's requirement applies to all its implementations; others have additional ones.
    const concrete = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
    const requirementOf = (each: GraphQLCompositeType) =>
      requirements.get(name === '__typename' ? each.name : `${each.name}.${name}`);
    const isDenied = this.#note(responsePath, `${type.name}.${name}`, requirementOf(type));
    const shared = requirementOf(type)?.rules ?? [];
    for (const each of isDenied ? [] : concrete)
      this.#note(responsePath, `${each.name}.${name}`, requirementOf(each), shared);
    const field = isUnionType(type) ? undefined : type.getFields()[name];
    if (!field) return;
    for (const { name: argName, value } of node.arguments ?? []) {
      const arg = field.args.find((each) => each.name === argName.value);
      if (!arg) continue;
      const coordinate = `${type.name}.${name}(${arg.name}:)`;
      for (const use of usedInputs(this.#policy, coordinate, arg, value, this.#variables)) {
        this.#note(`${responsePath}(${use.path})`, use.coordinate, use.requirement);
      }
    }
    const output = getNamedType(field.type);
    if (node.selectionSet && isCompositeType(output)) this.explainSelections(node.selectionSet, output, path);
  }

  /** @param listed rules that are already listed if they cannot be decided */
  #note(
    path: string,
    coordinate: string,
    requirement: Requirement | undefined,
    listed: readonly Rule[] = [],
  ): boolean {
    const outcomes = (requirement?.rules ?? []).map(
      (rule) => [rule, this.#outcomeOf(rule, coordinate)] as const,
    );
    const unmet = outcomes.filter(([, outcome]) => outcome === 'unmet').map(([rule]) => rule);
    if (unmet.length > 0) {
      this.#add(path, coordinate, unmet);
      return true;
    }
    const undecided = outcomes.filter(
      ([rule, outcome]) => typeof outcome === 'object' && !listed.includes(rule),
    );
    if (this.#listsUndecided && undecided.length > 0) {
      const conditions = undecided.flatMap(([, outcome]) => (typeof outcome === 'object' ? outcome : []));
      const rules = undecided.map(([rule]) => rule);
      this.#add(path, coordinate, rules, { dependsOn: [...new Set(conditions)] });
    }
    return false;
  }

  #add(
    path: string,
    coordinate: string,
    rules: readonly Rule[],
    undecided: Pick<Explanation, 'dependsOn'> = {},
  ): void {
    const requirement = rules.map(({ text }) => text).join(' ');
    const location = locationOf(rules[0]?.node);
    const explanation = { path, coordinate, requirement, ...(location && { location }), ...undecided };
    this.found.set(`${path} ${coordinate}`, explanation);
  }
}
