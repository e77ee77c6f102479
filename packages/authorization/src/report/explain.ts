import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isUnionType,
  valueFromASTUntyped,
} from 'graphql';
import { usedInputs } from '../operation/input-uses.js';
import type { Policy } from '../policy/policy.js';
import { readPolicy } from '../policy/read-policy.js';
import { locationOf } from '../policy/schema-problem.js';
import { type Requirement, type Rule, standingOf } from '../policy/requirement.js';

/** One denied element of an operation. */
export interface Explanation {
  /** Where in the operation: response keys, and behind a field the input: `users.edges.node`, `users(filter.email)`. */
  readonly path: string;
  /** The place in the schema, on a concrete type where only that one denies: `User.email`. */
  readonly coordinate: string;
  /** The rules that are not met, as in the schema: `@auth(requires: ADMIN)`. */
  readonly requirement: string;
  /** Where the first of them stands, as `file:line`; missing in a schema that was not made from SDL. */
  readonly location?: string;
}

/**
 * Why an operation is denied for a viewer with these roles (null: not signed in), without running it.
 *
 * Places open to owners are not listed, nor `maxAge`: they depend on rows and on time. Variables count as sent; what
 * is inside them is not known, unless it is their default. Expects a valid document.
 *
 * @example
 * ```ts
 * explain(schema, parse('{ me { email } }'), ['USER']);
 * // [{ path, coordinate: 'User.email', requirement: '@auth(requires: ADMIN)', location: 'schema.graphql:7' }]
 * ```
 *
 * @throws Error if the document has no such operation, or has several and none is named
 */
export function explain(
  schema: GraphQLSchema,
  document: DocumentNode,
  roles: readonly string[] | null,
  operationName?: string | null,
): Explanation[] {
  const policy = readPolicy(schema);
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw new Error(operationName ? `No operation "${operationName}".` : 'Which operation? Name it.');
  const type = policy.schema.getRootType(operation.operation);
  const walk = new Explainer(policy, document, operation, policy.roles.viewerMask(roles));
  if (type) walk.explainSelections(operation.selectionSet, type, []);
  return [...walk.found.values()];
}

class Explainer {
  readonly found = new Map<string, Explanation>();
  readonly #policy: Policy;
  readonly #viewerMask: number;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #spread = new Set<string>();

  constructor(
    policy: Policy,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    viewerMask: number,
  ) {
    this.#policy = policy;
    this.#viewerMask = viewerMask;
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

  /** A fragment says the same again at the same path; fragments that spread others twice would take exponential time. */
  #isRepeated(fragment: string, type: GraphQLCompositeType, path: readonly string[]): boolean {
    const key = [fragment, type.name, ...path].join('.');
    if (this.#spread.has(key)) return true;
    this.#spread.add(key);
    return false;
  }

  #explainField(node: FieldNode, type: GraphQLCompositeType, parents: readonly string[]): void {
    const path = [...parents, (node.alias ?? node.name).value];
    const place = path.join('.');
    const name = node.name.value;
    const { requirements, schema } = this.#policy;
    // The interface's own requirement holds for every type behind it; what only some of them ask is theirs.
    const concrete = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
    for (const each of [type, ...concrete]) {
      const coordinate = `${each.name}.${name}`;
      const denied = this.#note(
        place,
        coordinate,
        requirements.get(name === '__typename' ? each.name : coordinate),
      );
      if (denied && each === type) break;
    }
    const field = isUnionType(type) ? undefined : type.getFields()[name];
    if (!field) return;
    for (const { name: argName, value } of node.arguments ?? []) {
      const arg = field.args.find((each) => each.name === argName.value);
      if (!arg) continue;
      const coordinate = `${type.name}.${name}(${arg.name}:)`;
      for (const use of usedInputs(this.#policy, coordinate, arg, value, this.#variables)) {
        this.#note(`${place}(${use.path})`, use.coordinate, use.requirement);
      }
    }
    const answer = getNamedType(field.type);
    if (node.selectionSet && isCompositeType(answer)) this.explainSelections(node.selectionSet, answer, path);
  }

  #note(path: string, coordinate: string, requirement: Requirement | undefined): boolean {
    const unmet = (requirement?.rules ?? []).filter((rule) => this.#isUnmet(rule));
    const [first] = unmet;
    if (!first) return false;
    const text = unmet.map((rule) => rule.text).join(' ');
    const location = locationOf(first.node);
    this.found.set(`${path} ${coordinate}`, {
      path,
      coordinate,
      requirement: text,
      ...(location && { location }),
    });
    return true;
  }

  #isUnmet(rule: Rule): boolean {
    return standingOf({ rules: [rule], masks: undefined }, this.#viewerMask) === 'deny';
  }
}
