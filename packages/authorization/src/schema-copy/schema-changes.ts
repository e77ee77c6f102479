import type {
  GraphQLArgument,
  GraphQLArgumentConfig,
  GraphQLDirective,
  GraphQLEnumType,
  GraphQLEnumValue,
  GraphQLField,
  GraphQLFieldConfig,
  GraphQLInputField,
  GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLNamedType,
  GraphQLObjectType,
} from 'graphql';

export type FieldedType = GraphQLObjectType | GraphQLInterfaceType;
export type Field = GraphQLField<unknown, unknown>;
export type FieldConfig = GraphQLFieldConfig<unknown, unknown>;

/** What becomes of each element of a schema. Undefined as an answer leaves the element out. */
export interface SchemaChanges {
  readonly keepsType?: (type: GraphQLNamedType) => boolean;
  readonly field?: (type: FieldedType, field: Field, config: FieldConfig) => FieldConfig | undefined;
  /** `place` is what takes the argument: `Type.field` or `@directive`. */
  readonly argument?: (
    place: string,
    arg: GraphQLArgument,
    config: GraphQLArgumentConfig,
  ) => GraphQLArgumentConfig | undefined;
  readonly inputField?: (
    type: GraphQLInputObjectType,
    field: GraphQLInputField,
    config: GraphQLInputFieldConfig,
  ) => GraphQLInputFieldConfig | undefined;
  readonly keepsEnumValue?: (type: GraphQLEnumType, value: GraphQLEnumValue) => boolean;
  readonly keepsDirective?: (directive: GraphQLDirective) => boolean;
  /** Leaves out AST nodes and extensions, which describe the schema as it was before. */
  readonly dropsOrigins?: boolean;
  readonly extensions?: Readonly<Record<string, unknown>>;
}
