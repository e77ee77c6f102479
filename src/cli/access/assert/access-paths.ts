import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInputObjectType,
  isInputType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { type SendableInputs, sendableInputs } from './sendable-inputs.js';

/** The coordinates that an operation uses, one inside the other: `Query.me`, `User.email`. */
export type AccessPath = readonly string[];

/** A coordinate that a role may use, and the type behind it. */
interface Step {
  readonly coordinate: string;
  readonly type: GraphQLNamedType;
}

/**
 * Finds the shortest path from a root field to a coordinate, through coordinates that are not denied. A path to an input
 * field or an enum value leads through the argument that takes it, or through the field that returns it. An interface or
 * a union counts as each of its possible types, because those decide what a viewer gets.
 *
 * @returns a function from a coordinate to its path; undefined if there is none
 */
export function accessPaths(
  schema: GraphQLSchema,
  isDenied: (coordinate: string) => boolean,
): (coordinate: string) => AccessPath | undefined {
  const inputs = sendableInputs(isDenied);
  const reached = reachTypes(schema, isDenied, inputs);
  return (coordinate) => {
    if (isDenied(coordinate)) return undefined;
    const [owner = '', member = ''] = coordinate.split('.');
    const type = schema.getType(owner);
    const owners = isInterfaceType(type) ? schema.getPossibleTypes(type) : type ? [type] : [];
    const paths = owners.flatMap((each) => {
      const path = reached.get(each.name);
      return path && mayUse(each, member) ? [[...path, coordinate]] : [];
    });
    return paths.toSorted((a, b) => a.length - b.length)[0];
  };

  function mayUse(type: GraphQLNamedType, member: string): boolean {
    const coordinate = `${type.name}.${member}`;
    if (isDenied(coordinate)) return false;
    const [name = ''] = member.split('(');
    const field = isObjectType(type) ? type.getFields()[name] : undefined;
    return !field || inputs.hasRequiredArguments(`${type.name}.${name}`, field.args);
  }
}

/** The shortest path to each object type, input type and enum, breadth first. The last step is where the type appears. */
function reachTypes(
  schema: GraphQLSchema,
  isDenied: (coordinate: string) => boolean,
  inputs: SendableInputs,
): ReadonlyMap<string, AccessPath> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const reached = new Map<string, AccessPath>(roots.flatMap((root) => (root ? [[root.name, []]] : [])));
  for (const [name, path] of reached) {
    for (const { coordinate, type } of stepsFrom(schema.getType(name), isDenied, inputs)) {
      const types = typesBehind(schema, type, inputs).filter((each) => !reached.has(each.name));
      for (const each of types) reached.set(each.name, [...path, coordinate]);
    }
  }
  return reached;
}

function* stepsFrom(
  type: GraphQLNamedType | undefined,
  isDenied: (coordinate: string) => boolean,
  inputs: SendableInputs,
): Generator<Step> {
  if (!isObjectType(type) && !isInputObjectType(type)) return;
  const fields: Readonly<Record<string, GraphQLInputField | GraphQLField<unknown, unknown>>> =
    type.getFields();
  for (const field of Object.values(fields)) {
    const coordinate = `${type.name}.${field.name}`;
    const args = 'args' in field ? field.args : [];
    if (isDenied(coordinate) || !inputs.hasRequiredArguments(coordinate, args)) continue;
    yield { coordinate, type: getNamedType(field.type) };
    for (const arg of args) {
      const ofArgument = `${coordinate}(${arg.name}:)`;
      if (!isDenied(ofArgument)) yield { coordinate: ofArgument, type: getNamedType(arg.type) };
    }
  }
}

function typesBehind(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  inputs: SendableInputs,
): readonly GraphQLNamedType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isInputType(type) && !inputs.hasValue(type) ? [] : [type];
}
