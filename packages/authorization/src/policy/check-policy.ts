import {
  DirectiveLocation,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { type Field, schemaElements } from '../schema-copy/schema-elements.js';
import type { Policy } from './policy.js';
import type { Rule } from './requirement.js';
import type { ReportProblem } from './schema-problem.js';

const executableLocations: readonly string[] = [
  DirectiveLocation.QUERY,
  DirectiveLocation.MUTATION,
  DirectiveLocation.SUBSCRIPTION,
  DirectiveLocation.FIELD,
  DirectiveLocation.FRAGMENT_DEFINITION,
  DirectiveLocation.FRAGMENT_SPREAD,
  DirectiveLocation.INLINE_FRAGMENT,
  DirectiveLocation.VARIABLE_DEFINITION,
];

/** Reports role names that the access table could not tell from viewers who are not signed in. */
export function checkRoles({ schema, roles }: Policy, report: ReportProblem): void {
  if (!roles.has('ANONYMOUS')) return;
  const role = schema.getType('Role');
  const node = isEnumType(role) ? role.getValue('ANONYMOUS')?.astNode : undefined;
  const message = 'ANONYMOUS is what viewers without a role are called; name the role differently.';
  report(message, 'Role.ANONYMOUS', node);
}

/** Reports every `owner` that does not name a usable field, or is on an element without an object. */
export function checkOwners({ schema, requirements }: Policy, report: ReportProblem): void {
  const seen = new Set<Rule>();
  for (const [coordinate, { rules }] of requirements) {
    for (const rule of rules) {
      if (rule.owner === undefined || seen.has(rule)) continue;
      const message = ownerFault(schema, coordinate, rule.owner);
      if (!message) continue;
      seen.add(rule);
      report(message, rule.coordinate, rule.node);
    }
  }
}

function ownerFault(schema: GraphQLSchema, coordinate: string, owner: string): string | undefined {
  const type = schema.getType(coordinate.split('.', 1)[0] ?? '');
  if (coordinate.includes('(') || !(isObjectType(type) || isInterfaceType(type))) {
    return 'owner cannot be enforced here: it compares a field of an object that is read.';
  }
  if (isRootType(schema, type)) return `owner cannot be enforced on ${type.name}: root types have no owner.`;
  const field = type.getFields()[owner];
  if (!field) return `owner: "${owner}" is no field of ${type.name}.`;
  if (!isLeafType(getNullableType(field.type)))
    return `owner: "${owner}" is not an id: ${type.name}.${owner} is ${String(field.type)}.`;
  return field.args.some(isRequiredArgument)
    ? `owner: "${owner}" cannot be read: ${type.name}.${owner} has required arguments.`
    : undefined;
}

/** Reports input and output values that could not be told apart, and protected inputs that no resolver sees. */
export function checkEnumValues(
  { schema, requirements, protectedTypes }: Policy,
  report: ReportProblem,
): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isEnumType(type)) continue;
    for (const { name, value, astNode } of type.getValues()) {
      const twins = type.getValues().filter((other) => other.value === value);
      if (twins.length === 1 || !twins.some((twin) => requirements.has(`${type.name}.${twin.name}`)))
        continue;
      const message = '@auth cannot be enforced: another value of the enum has the same internal value.';
      report(message, `${type.name}.${name}`, astNode);
    }
  }
  for (const { name, args, locations } of schema.getDirectives()) {
    if (!locations.some((location) => executableLocations.includes(location))) continue;
    for (const arg of args.filter(({ type }) => protectedTypes.has(getNamedType(type).name))) {
      const message = `@auth inside ${String(arg.type)} cannot be enforced when it is given to a directive in an operation.`;
      report(message, `@${name}(${arg.name}:)`, arg.astNode);
    }
  }
}

/** Reports root fields without a decision, and warns of decisions that surprise. */
export function checkFields(
  policy: Policy,
  publicCoordinates: ReadonlySet<string>,
  report: ReportProblem,
  warn: ReportProblem,
): void {
  const { schema, requirements, openFields } = policy;
  for (const { kind, coordinate, type, element: field } of schemaElements(schema)) {
    if (kind !== 'FIELD_DEFINITION') continue;
    const requirement = requirements.get(coordinate);
    if (isRootType(schema, type) && !requirement && !openFields.has(coordinate)) {
      report(
        'Nobody has decided who may use this root field; add @auth or @public.',
        coordinate,
        field.astNode,
      );
    }
    if (!requirement) continue;
    if (publicCoordinates.has(coordinate))
      warn('@public has no effect: a requirement holds here.', coordinate, field.astNode);
    if (hasRuleOfItsOwn(field, requirement.rules) && isNonNullType(field.type)) {
      warn(
        'A denial takes away the whole object, because this field is non-null.',
        coordinate,
        field.astNode,
      );
    }
  }
}

/** Not so for what is taken over from the type: there the whole object is meant. */
function hasRuleOfItsOwn(field: Field, rules: readonly Rule[]): boolean {
  return rules.some(({ coordinate }) => coordinate.endsWith(`.${field.name}`));
}

function isRootType(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.some((root) => root === type);
}
