import {
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isScalarType,
} from 'graphql';
import { type FieldedType, schemaElements } from '../schema-copy/schema-elements.js';
import type { Policy } from './policy.js';
import { isOfAlone } from './read-rule.js';
import { conditionsOf, type Rule } from './requirement.js';
import { isRootType } from './root-types.js';
import type { ReportProblem } from './schema-problem.js';

/** Reports every rule about an object that has no object, or names a type or a field that cannot be used. */
export function checkObjects({ schema, requirements }: Policy, report: ReportProblem): void {
  const inputs = inputTypes(schema);
  const seen = new Set<Rule>();
  for (const [coordinate, { rules }] of requirements) {
    for (const rule of rules) {
      if (seen.has(rule)) continue;
      const message = ruleProblem(schema, coordinate, rule, inputs.get(coordinate));
      if (message === undefined) continue;
      seen.add(rule);
      report(message, rule.coordinate, rule.node);
    }
  }
}

/** The type of each argument and input field. */
function inputTypes(schema: GraphQLSchema): ReadonlyMap<string, GraphQLInputType> {
  const found = new Map<string, GraphQLInputType>();
  for (const { kind, coordinate, element } of schemaElements(schema)) {
    if (kind === 'ARGUMENT_DEFINITION' || kind === 'INPUT_FIELD_DEFINITION')
      found.set(coordinate, element.type);
  }
  return found;
}

function ruleProblem(
  schema: GraphQLSchema,
  coordinate: string,
  rule: Rule,
  input: GraphQLInputType | undefined,
): string | undefined {
  if (rule.of !== undefined) return ofProblem(schema, rule, rule.of, input);
  const argument = conditionsOf(rule).find((condition) => condition !== 'scope');
  if (argument === undefined) return undefined;
  const type = schema.getType(coordinate.split('.', 1)[0] ?? '');
  if (input || !(isObjectType(type) || isInterfaceType(type))) {
    const alternative = input ? ', or add of: the type of the object that the value identifies' : '';
    return `${argument} cannot be enforced here: there is no object. Use it on a type, an interface or one of their fields${alternative}.`;
  }
  return fieldsProblem(schema, type, rule);
}

function ofProblem(
  schema: GraphQLSchema,
  rule: Rule,
  of: string,
  input: GraphQLInputType | undefined,
): string | undefined {
  if (!input)
    return 'of cannot be enforced here: it needs a value that identifies an object. Use it on an argument or input field.';
  const type = schema.getType(of);
  if (!type)
    return `of: "${of}" is not a type of the schema. Name the type of the object that the value identifies.`;
  if (!isObjectType(type) || isRootType(schema, type))
    return `of: "${of}" is not the type of an object with an ID. Name an object type.`;
  if (!identifiesObjects(input))
    return `of: "${of}" needs an ID or a list of IDs, but the type here is ${String(input)}. Use it where the ID is.`;
  if (isOfAlone(rule))
    return `of: "${of}" alone means the rule of ${of}, which has none. Add @auth to ${of}, or requires, owner or the like here.`;
  return fieldsProblem(schema, type, rule);
}

function identifiesObjects(type: GraphQLInputType): boolean {
  const named = getNamedType(type);
  return isScalarType(named) && named.name !== 'Boolean' && named.name !== 'Float';
}

function fieldsProblem(schema: GraphQLSchema, type: FieldedType, rule: Rule): string | undefined {
  for (const argument of ['owner', 'group'] as const) {
    const name = rule[argument];
    if (name === undefined) continue;
    if (isRootType(schema, type)) {
      return `${argument} cannot be enforced on ${type.name}: a root type has no ${argument}. Use requires.`;
    }
    const message = fieldProblem(type, argument, name);
    if (message !== undefined) return message;
  }
  return undefined;
}

const contents = { owner: "the owner's ID", group: "the group's ID" } as const;

function fieldProblem(type: FieldedType, argument: 'owner' | 'group', name: string): string | undefined {
  const field = type.getFields()[name];
  if (!field)
    return `${argument}: "${name}" is not a field of ${type.name}. Name the field that contains ${contents[argument]}.`;
  if (!isLeafType(itemTypeOf(field.type)))
    return `${argument}: "${name}" is not an ID: ${type.name}.${name} has the type ${String(field.type)}. Name a scalar field, or a list of scalars.`;
  return field.args.some(isRequiredArgument)
    ? `${argument}: "${name}" cannot be read: ${type.name}.${name} has required arguments. Name a field without any.`
    : undefined;
}

/** The type of an ID, or of each ID of a list. */
function itemTypeOf(type: GraphQLOutputType): GraphQLOutputType {
  const nullable = getNullableType(type);
  return isListType(nullable) ? getNullableType(nullable.ofType) : nullable;
}
