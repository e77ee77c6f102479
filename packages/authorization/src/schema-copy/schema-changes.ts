import type {
  GraphQLArgument,
  GraphQLArgumentConfig,
  GraphQLDirective,
  GraphQLEnumType,
  GraphQLEnumValue,
  GraphQLFieldConfig,
  GraphQLInputField,
  GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  GraphQLNamedType,
} from 'graphql';
import type { Field, FieldedType } from './schema-elements.js';

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
