import { type PolicyFunction, readPolicy } from '@graphward/authorization';
import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { defineModule, type GraphwardModule } from '../../src/modules/index.js';

/** One way to use one element of a schema. */
export interface Question {
  /** Selects on Query, or on Mutation, under the given alias. */
  readonly selection: string;
  /** The element and all others that its use requires: required arguments, input fields, enum values. */
  readonly needs: readonly string[];
  /** The number of response keys from the alias to the element. */
  readonly depth: number;
}

/** Properties that resolvers of Graphward's own types read, but that are not fields. */
const more: Readonly<Record<string, object>> = {
  AuthPayload: { accessTokenTtlSeconds: 600 },
  Session: { rotatedAt: new Date(), idleExpiresAt: new Date() },
  UserConnection: { users: [], cursorOf: () => '', countAll: () => 0 },
  ApiKeyConnection: { keys: [], cursorOf: () => '' },
  AuditEventConnection: { events: [], cursorOf: () => '' },
};

type Entry<Args> = [name: string, resolve: (root: unknown, args: Args) => unknown];

/**
 * A module whose public field `probe` returns an object of any type with any owner and accepts any input, so that a
 * test can use each element of a schema without its usual access path.
 */
export function createProbe(schema: GraphQLSchema): GraphwardModule {
  const types = typesOf(schema);
  const outputs = types.filter(isCompositeType);
  const inputs = types.filter((type) => isInputObjectType(type) || isEnumType(type));
  const enums = types.filter(isEnumType);
  const fields = [
    ...outputs.map(({ name }) => `gives${name}(owner: ID): ${name}`),
    ...inputs.map(({ name }) => `takes${name}(value: ${name}): Boolean`),
    ...enums.map(({ name }) => `returns${name}(value: String): ${name}`),
  ];
  const producers = outputs.map((type): Entry<{ owner: string }> => [
    `gives${type.name}`,
    (_root, { owner }) => sampleOf(schema, type, owner),
  ]);
  const returners = enums.map((type): Entry<{ value: string }> => [
    `returns${type.name}`,
    (_root, { value }) => type.getValue(value)?.value as unknown,
  ]);
  return defineModule({
    name: 'probe',
    ...registrationsFor(schema),
    // The group of an object is its owner, too.
    claims: ({ id }) => ({ groups: [id] }),
    typeDefs: `extend type Query { probe: Probe @public } type Probe { ${fields.join('\n')} }`,
    resolvers: {
      Query: { probe: () => ({}) },
      Probe: { ...Object.fromEntries(producers), ...Object.fromEntries(returners) },
    },
  });
}

/** Loaders that find an object of the owner that the ID names, and policies that pass for its owner. */
function registrationsFor(schema: GraphQLSchema): Pick<GraphwardModule, 'objects' | 'policies'> {
  const rules = [...readPolicy(schema).requirements.values()].flatMap((requirement) => requirement.rules);
  const named = new Set(rules.flatMap(({ of }) => of ?? []));
  const policies = new Set(rules.flatMap(({ policy = [] }) => policy.flat()));
  const load = (name: string) => (ids: readonly string[]) =>
    ids.map((id) => sampleOf(schema, schema.getType(name) as GraphQLObjectType, id) as object);
  const passes: PolicyFunction = (objects: readonly object[], { id }) =>
    objects.map((object) => Object.values(object).includes(id));
  return {
    objects: Object.fromEntries([...named].map((name) => [name, load(name)])),
    policies: Object.fromEntries([...policies].map((name) => [name, passes])),
  };
}

/** How to use an element through the root fields and through the probe; several ways for enum values. */
export function questionsFor(schema: GraphQLSchema, coordinate: string): Question[] {
  const [, typeName = '', member = '', argument] = /^(\w+)\.(\w+)(?:\((\w+):\))?$/.exec(coordinate) ?? [];
  const type = schema.getType(typeName);
  const needs = new Set([coordinate]);
  if (isEnumType(type)) {
    const ways = [`takes${typeName}(value: ${member})`, `returns${typeName}(value: "${member}")`];
    return ways.map((way) => ({ selection: `probe { ${way} }`, needs: [coordinate], depth: 1 }));
  }
  if (isInputObjectType(type)) {
    const value = literalOf(schema, type, needs, member);
    return [{ selection: `probe { takes${typeName}(value: ${value}) }`, needs: [...needs], depth: 1 }];
  }
  if (!isObjectType(type) && !isAbstractType(type)) throw new Error(`There is no ${coordinate}.`);
  const concrete = concreteOf(schema, type);
  const field = concrete.getFields()[member];
  if (!field) throw new Error(`There is no ${coordinate}.`);
  needs.add(`${concrete.name}.${member}`);
  const use = useOf(schema, concrete.name, field, needs, argument);
  if ([schema.getQueryType(), schema.getMutationType()].includes(concrete)) {
    return [{ selection: use, needs: [...needs], depth: 0 }];
  }
  return [{ selection: `probe { gives${typeName}(owner: $owner) { ${use} } }`, needs: [...needs], depth: 2 }];
}

function typesOf(schema: GraphQLSchema): GraphQLNamedType[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !roots.some((root) => root === type),
  );
}

function concreteOf(schema: GraphQLSchema, type: GraphQLNamedType): GraphQLObjectType {
  const [concrete] = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  if (!isObjectType(concrete)) throw new Error(`Nothing is a ${type.name}.`);
  return concrete;
}

function useOf(
  schema: GraphQLSchema,
  typeName: string,
  { name, args, type }: GraphQLField<unknown, unknown>,
  needs: Set<string>,
  argument: string | undefined,
): string {
  const given = args.filter((arg) => isRequiredArgument(arg) || arg.name === argument);
  const literals = given.map((arg: GraphQLArgument) => {
    const coordinate = `${typeName}.${name}(${arg.name}:)`;
    needs.add(coordinate);
    return `${arg.name}: ${valueAt(schema, coordinate, arg.type, needs)}`;
  });
  const selections = isCompositeType(getNamedType(type)) ? ' { __typename }' : '';
  return `${name}${literals.length > 0 ? `(${literals.join(', ')})` : ''}${selections}`;
}

/** A literal with only the required fields and, in the outermost input object, one more field. */
function literalOf(
  schema: GraphQLSchema,
  type: GraphQLInputType,
  needs: Set<string>,
  field?: string,
): string {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return `[${literalOf(schema, nullable.ofType, needs)}]`;
  if (isEnumType(nullable)) {
    const [value] = nullable.getValues();
    needs.add(`${nullable.name}.${value?.name ?? ''}`);
    return value?.name ?? '';
  }
  if (!isInputObjectType(nullable)) return literals[nullable.name] ?? '"unknown"';
  const given = Object.values(nullable.getFields()).filter(
    (each) => isRequiredInputField(each) || each.name === field,
  );
  const members = given.map((each) => {
    const coordinate = `${nullable.name}.${each.name}`;
    needs.add(coordinate);
    return `${each.name}: ${valueAt(schema, coordinate, each.type, needs)}`;
  });
  return `{ ${members.join(', ')} }`;
}

/** The owner's ID, where the value identifies an object. */
function valueAt(
  schema: GraphQLSchema,
  coordinate: string,
  type: GraphQLInputType,
  needs: Set<string>,
): string {
  const rules = readPolicy(schema).requirements.get(coordinate)?.rules ?? [];
  return rules.some(({ of }) => of !== undefined) ? '$owner' : literalOf(schema, type, needs);
}

// The ID of no object, so that no mutation changes anything.
const literals: Readonly<Record<string, string>> = {
  ID: '"000000000000000000000000"',
  Int: '1',
  Float: '1.5',
  Boolean: 'true',
  DateTime: '"2026-01-31T12:00:00Z"',
};

/** An object in which every ID and text is its owner's ID. */
function sampleOf(schema: GraphQLSchema, type: GraphQLOutputType, owner: string): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [sampleOf(schema, nullable.ofType, owner)];
  if (isEnumType(nullable)) return nullable.getValues()[0]?.value as unknown;
  if (isLeafType(nullable)) return values[nullable.name] ?? owner;
  const concrete = concreteOf(schema, nullable);
  const fields = Object.values(concrete.getFields()).map(({ name, type: fieldType }) => [
    name,
    isLeafType(getNamedType(fieldType))
      ? sampleOf(schema, fieldType, owner)
      : () => sampleOf(schema, fieldType, owner),
  ]);
  return { __typename: concrete.name, ...Object.fromEntries(fields), ...more[concrete.name] };
}

const values: Readonly<Record<string, unknown>> = { Int: 1, Float: 1.5, Boolean: true, DateTime: new Date() };
