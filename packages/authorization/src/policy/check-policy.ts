import { DirectiveLocation, getNamedType, isEnumType, isNonNullType } from 'graphql';
import { type Field, schemaElements } from '../schema-copy/schema-elements.js';
import type { Policy } from './policy.js';
import type { Rule } from './requirement.js';
import { isRootType } from './root-types.js';
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

/** Reports a role called `ANONYMOUS`: in the access table, that is the column of viewers who are not signed in. */
export function checkRoles({ schema, roles }: Policy, report: ReportProblem): void {
  if (!roles.has('ANONYMOUS')) return;
  const role = schema.getType('Role');
  const node = isEnumType(role) ? role.getValue('ANONYMOUS')?.astNode : undefined;
  const message = 'ANONYMOUS stands for viewers who are not signed in. Give the role another name.';
  report(message, 'Role.ANONYMOUS', node);
}

/** Reports enum values that cannot be distinguished, and protected inputs that no resolver receives. */
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
      const message =
        '@auth cannot be enforced: another value of the enum has the same internal value. Make them distinct.';
      report(message, `${type.name}.${name}`, astNode);
    }
  }
  for (const { name, args, locations } of schema.getDirectives()) {
    if (!locations.some((location) => executableLocations.includes(location))) continue;
    for (const arg of args.filter(({ type }) => protectedTypes.has(getNamedType(type).name))) {
      const message = `@auth inside ${String(arg.type)} cannot be enforced in a directive that operations may use. Remove the @auth or the argument.`;
      report(message, `@${name}(${arg.name}:)`, arg.astNode);
    }
  }
}

/** Reports root fields with neither `@auth` nor `@public`, and warns of directives with surprising effects. */
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
      report('Root field has neither @auth nor @public. Add one of them.', coordinate, field.astNode);
    }
    if (!requirement) continue;
    if (publicCoordinates.has(coordinate))
      warn('@public has no effect: a requirement applies here. Remove @public.', coordinate, field.astNode);
    if (hasOwnRule(field, requirement.rules) && isNonNullType(field.type)) {
      warn(
        'A denial of this non-null field makes its parent null. Make the field nullable.',
        coordinate,
        field.astNode,
      );
    }
  }
}

/** A rule inherited from the type does not count: it protects the whole object. */
function hasOwnRule(field: Field, rules: readonly Rule[]): boolean {
  return rules.some(({ coordinate }) => coordinate.endsWith(`.${field.name}`));
}
