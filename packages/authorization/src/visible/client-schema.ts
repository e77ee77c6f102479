import {
  getNullableType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isNonNullType,
} from 'graphql';
import { readPolicy } from '../policy/read-policy.js';
import { AuthorizationSchemaError, reportInto, type SchemaProblem } from '../policy/schema-problem.js';
import { rebuildSchema } from '../schema-copy/rebuild-schema.js';
import type { Field, FieldedType } from '../schema-copy/schema-elements.js';
import { Guarantees } from './guarantees.js';
import { readSemanticNulls, type SemanticNulls } from './semantic-nulls.js';
import { schemaVisibleTo } from './visible-schema.js';

/**
 * The visible schema for the code generation of clients: a field with `@semanticNonNull` is non-null if viewers with these
 * roles (null: not signed in) always may use it. It stays nullable where the object, a scope, `maxAge` or `mfa` decides:
 * about the field, one of its arguments, or something non-null inside it.
 *
 * For types only: the server executes its own schema, in which such a field is null together with an error.
 *
 * @throws AuthorizationSchemaError listing every `@semanticNonNull` with a level that its field does not have
 *
 * @example
 * ```ts
 * printSchema(clientSchema(schema, ['ADMIN'])); // email: String!
 * printSchema(clientSchema(schema, ['USER'])); // email: String
 * ```
 */
export function clientSchema(schema: GraphQLSchema, roles: readonly string[] | null): GraphQLSchema {
  const policy = readPolicy(schema);
  const problems: SchemaProblem[] = [];
  const marks = readSemanticNulls(policy, reportInto(problems));
  if (problems.length > 0)
    throw new AuthorizationSchemaError(problems, 'The schema has no types for clients:');
  const mask = policy.roles.viewerMask(roles);
  const visible = schemaVisibleTo(policy, mask);
  const levels = new NonNullLevels(policy.schema, visible, marks, new Guarantees(policy, mask, visible));
  return rebuildSchema(visible, {
    field: (type, field, config) => ({
      ...config,
      type: nonNullAt(config.type, (level) => levels.has(type, field, level)),
    }),
  });
}

/** Which levels of the visible fields are non-null, in the schema itself or because of `@semanticNonNull`. */
class NonNullLevels {
  readonly #schema: GraphQLSchema;
  readonly #visible: GraphQLSchema;
  readonly #marks: SemanticNulls;
  readonly #guarantees: Guarantees;

  constructor(schema: GraphQLSchema, visible: GraphQLSchema, marks: SemanticNulls, guarantees: Guarantees) {
    this.#schema = schema;
    this.#visible = visible;
    this.#marks = marks;
    this.#guarantees = guarantees;
  }

  has(type: FieldedType, field: Field, level: number): boolean {
    const value = valueAt(field.type, level);
    if (isNonNullType(value)) return true;
    return (
      this.#marks.get(`${type.name}.${field.name}`)?.has(level) === true &&
      this.#guarantees.allowsField(type, field) &&
      !this.#guarantees.isFragile(type, field, value) &&
      this.#isImplemented(type, field, level)
    );
  }

  /** Whether the field is non-null in every type that implements an interface. Hidden ones deny it. */
  #isImplemented(type: FieldedType, { name }: Field, level: number): boolean {
    const original = this.#schema.getType(type.name);
    if (!isInterfaceType(original)) return true;
    const { objects, interfaces } = this.#schema.getImplementations(original);
    return [...objects, ...interfaces].every((each) => {
      const implementation = this.#visible.getType(each.name) as FieldedType | undefined;
      const field = implementation?.getFields()[name];
      if (!implementation || !field) return isInterfaceType(each);
      return this.has(implementation, field, level);
    });
  }
}

function valueAt(type: GraphQLOutputType, level: number): GraphQLOutputType {
  const list = getNullableType(type);
  return level > 0 && isListType(list) ? valueAt(list.ofType, level - 1) : type;
}

function nonNullAt(
  type: GraphQLOutputType,
  isNonNull: (level: number) => boolean,
  level = 0,
): GraphQLOutputType {
  const nullable = getNullableType(type);
  const inner = isListType(nullable)
    ? new GraphQLList(nonNullAt(nullable.ofType, isNonNull, level + 1))
    : nullable;
  return isNonNull(level) ? new GraphQLNonNull(inner) : inner;
}
