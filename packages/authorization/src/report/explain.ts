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
import { type Requirement, type Rule, standingOf } from '../policy/requirement.js';
import { locationOf } from '../policy/schema-problem.js';

/**
 * One denied element of an operation.
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
  /** The unsatisfied rules, as in the schema: `@auth(requires: ADMIN)`. */
  readonly requirement: string;
  /** The `file:line` of the first of them; missing if the schema was not made from SDL. */
  readonly location?: string;
}

/**
 * Explains why an operation is denied for a viewer with these roles (null: not signed in), without executing it.
 *
 * Does not list what `owner` or `maxAge` alone decide, because that depends on rows and on time. Variables count as sent,
 * but their values are unknown except for defaults. Expects a valid document.
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
    throw new Error(
      operationName
        ? `The document has no operation "${operationName}".`
        : 'The document does not have exactly one operation. Name one.',
    );
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
    for (const each of [type, ...concrete]) {
      const coordinate = `${each.name}.${name}`;
      const denied = this.#note(
        responsePath,
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
        this.#note(`${responsePath}(${use.path})`, use.coordinate, use.requirement);
      }
    }
    const output = getNamedType(field.type);
    if (node.selectionSet && isCompositeType(output)) this.explainSelections(node.selectionSet, output, path);
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
