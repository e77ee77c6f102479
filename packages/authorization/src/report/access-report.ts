import {
  astFromValue,
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isInterfaceType,
  isUnionType,
  print,
  TypeNameMetaFieldDef,
} from 'graphql';
import type { Policy } from '../policy/policy.js';
import { readPolicy } from '../policy/read-policy.js';
import type { Requirement } from '../policy/requirement.js';
import type { RoleHierarchy } from '../policy/role-hierarchy.js';
import { locationOf } from '../policy/schema-problem.js';
import { defaultOf } from '../schema-copy/default-value.js';
import { schemaElements } from '../schema-copy/schema-elements.js';
import { type AccessRow, rowsOf } from './access-table.js';
import { type PolicyElement, policyElements } from './policy-elements.js';

/**
 * The rules, the type and the access of one schema coordinate.
 *
 * @example
 * ```ts
 * const place: AccessPlace | undefined = accessReport(schema).places['User.email'];
 * place?.from; // ['schema.graphql:7']
 * ```
 */
export interface AccessPlace {
  /** Every rule that applies, own and inherited: `@auth(requires: ADMIN)`. All of them must be satisfied. */
  readonly rules: readonly string[];
  /** Where each rule is written, as `file:line`; its coordinate if the schema was not made from SDL. */
  readonly from: readonly string[];
  /** The type of a field, argument or input field. Enum values have none. */
  readonly type?: string;
  /** The default of a protected argument or input field. It applies to viewers who may not send a value. */
  readonly default?: string;
  /** Set for a field with `@filtered`, its own or an interface's: it omits the objects that the viewer may not see. */
  readonly filtered?: true;
  readonly access: AccessRow;
}

/**
 * The whole policy with its rules, for comparing two versions of a schema.
 *
 * @example
 * ```ts
 * const { roles }: AccessReport = accessReport(schema);
 * // { USER: [], ADMIN: ['USER'] }
 * ```
 */
export interface AccessReport {
  readonly version: 2;
  /** Each role in the schema's order, with the roles that it inherits. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** By coordinate, as in the access table, and `Type.__typename` for each object type. */
  readonly places: Readonly<Record<string, AccessPlace>>;
  /** The possible object types of each union and interface. */
  readonly types: Readonly<Record<string, readonly string[]>>;
}

/**
 * Returns the access table together with the rules behind it, for comparing two versions of a schema.
 *
 * @example
 * ```ts
 * accessReport(schema).places['User.email']?.rules;
 * // ['@auth(requires: ADMIN, owner: "id")']
 * ```
 */
export function accessReport(schema: GraphQLSchema): AccessReport {
  const policy = readPolicy(schema);
  const rowOf = rowsOf(policy);
  const places = [...policyElements(policy), ...typeNames(policy)].map(
    (element): readonly [string, AccessPlace] => [
      element.coordinate,
      {
        ...describeRules(element.requirement),
        ...describeType(policy, element),
        ...(policy.filtered.has(element.coordinate) && { filtered: true }),
        access: rowOf(element.requirement),
      },
    ],
  );
  return {
    version: 2,
    roles: includedRoles(policy.roles),
    places: Object.fromEntries(places),
    types: possibleTypes(policy.schema),
  };
}

function* typeNames({ schema, requirements }: Policy): Generator<PolicyElement> {
  for (const { kind, coordinate } of schemaElements(schema)) {
    if (kind !== 'OBJECT') continue;
    const requirement = requirements.get(coordinate);
    yield { coordinate: `${coordinate}.__typename`, requirement, output: TypeNameMetaFieldDef.type };
  }
}

function describeRules(requirement: Requirement | undefined): Pick<AccessPlace, 'rules' | 'from'> {
  const rules = requirement?.rules ?? [];
  return {
    rules: rules.map(({ text }) => text),
    from: rules.map(({ node, coordinate }) => locationOf(node) ?? coordinate),
  };
}

function describeType(
  { requirements, protectedTypes }: Policy,
  { coordinate, output, input }: PolicyElement,
): Pick<AccessPlace, 'type' | 'default'> {
  if (!input) return output ? { type: String(output) } : {};
  const isProtected = requirements.has(coordinate) || protectedTypes.has(getNamedType(input.type).name);
  const value = isProtected ? printDefault(input) : undefined;
  return { type: String(input.type), ...(value !== undefined && { default: value }) };
}

function printDefault(input: GraphQLArgument | GraphQLInputField): string | undefined {
  const { type, astNode } = input;
  const defaultValue = defaultOf(input);
  if (defaultValue === undefined) return undefined;
  try {
    const node = astFromValue(defaultValue, type);
    if (node) return print(node);
  } catch {
    // A value of a scalar such as JSON has no literal.
  }
  return astNode?.defaultValue ? print(astNode.defaultValue) : JSON.stringify(defaultValue);
}

function includedRoles(roles: RoleHierarchy): AccessReport['roles'] {
  const includes = (role: string, other: string) =>
    role !== other && (roles.viewerMask([role]) & roles.requiredMask([other])) !== 0;
  return Object.fromEntries(
    roles.names.map((role) => [role, roles.names.filter((other) => includes(role, other))]),
  );
}

function possibleTypes(schema: GraphQLSchema): AccessReport['types'] {
  const found: [string, string[]][] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    // A union has the order of its definition; that of implementations would depend on the order of the files.
    if (isUnionType(type)) found.push([type.name, type.getTypes().map(({ name }) => name)]);
    if (isInterfaceType(type)) {
      found.push([
        type.name,
        schema
          .getPossibleTypes(type)
          .map(({ name }) => name)
          .toSorted(),
      ]);
    }
  }
  return Object.fromEntries(found);
}
