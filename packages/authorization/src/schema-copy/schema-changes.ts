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

/** Changes to the elements of a schema. A function that returns undefined removes the element. */
export interface SchemaChanges {
  readonly keepsType?: (type: GraphQLNamedType) => boolean;
  readonly field?: (type: FieldedType, field: Field, config: FieldConfig) => FieldConfig | undefined;
  /** `parent` is the coordinate of what takes the argument: `Type.field` or `@directive`. */
  readonly argument?: (
    parent: string,
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
  /** Removes AST nodes and extensions, which describe the original schema. */
  readonly dropsOrigins?: boolean;
  readonly extensions?: Readonly<Record<string, unknown>>;
}
