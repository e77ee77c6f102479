import {
  type GraphQLArgument,
  type GraphQLDirective,
  type GraphQLEnumType,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
} from 'graphql';

export type FieldedType = GraphQLObjectType | GraphQLInterfaceType;
export type Field = GraphQLField<unknown, unknown>;

/** A type, a member of a type, a directive definition, or an argument. `kind` is its name among directive locations. */
export type SchemaElement =
  | {
      readonly kind: 'OBJECT' | 'INTERFACE' | 'UNION' | 'SCALAR' | 'ENUM' | 'INPUT_OBJECT';
      readonly coordinate: string;
      readonly type: GraphQLNamedType;
      readonly element: GraphQLNamedType;
    }
  | {
      readonly kind: 'FIELD_DEFINITION';
      readonly coordinate: string;
      readonly type: FieldedType;
      readonly element: Field;
    }
  | {
      readonly kind: 'ARGUMENT_DEFINITION';
      readonly coordinate: string;
      /** The type of the field that takes the argument; undefined for a directive's argument. */
      readonly type: FieldedType | undefined;
      readonly element: GraphQLArgument;
      /** The coordinate of the field or directive that takes the argument. */
      readonly parent: string;
    }
  | {
      readonly kind: 'INPUT_FIELD_DEFINITION';
      readonly coordinate: string;
      readonly type: GraphQLInputObjectType;
      readonly element: GraphQLInputField;
    }
  | {
      readonly kind: 'ENUM_VALUE';
      readonly coordinate: string;
      readonly type: GraphQLEnumType;
      readonly element: GraphQLEnumValue;
    }
  | {
      readonly kind: 'DIRECTIVE_DEFINITION';
      readonly coordinate: string;
      readonly type: undefined;
      readonly element: GraphQLDirective;
    };

/** Every element of a schema, in the schema's order, except introspection types. Arguments follow their field or directive. */
export function* schemaElements(schema: GraphQLSchema): Generator<SchemaElement, void> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    yield { kind: kindOf(type), coordinate: type.name, type, element: type };
    yield* membersOf(type);
  }
  for (const directive of schema.getDirectives()) {
    const parent = `@${directive.name}`;
    yield { kind: 'DIRECTIVE_DEFINITION', coordinate: parent, type: undefined, element: directive };
    for (const arg of directive.args) yield argumentOf(parent, undefined, arg);
  }
}

function* membersOf(type: GraphQLNamedType): Generator<SchemaElement, void> {
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      yield { kind: 'FIELD_DEFINITION', coordinate, type, element: field };
      for (const arg of field.args) yield argumentOf(coordinate, type, arg);
    }
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      yield { kind: 'INPUT_FIELD_DEFINITION', coordinate, type, element: field };
    }
  } else if (isEnumType(type)) {
    for (const value of type.getValues()) {
      yield { kind: 'ENUM_VALUE', coordinate: `${type.name}.${value.name}`, type, element: value };
    }
  }
}

function argumentOf(parent: string, type: FieldedType | undefined, arg: GraphQLArgument): SchemaElement {
  return { kind: 'ARGUMENT_DEFINITION', coordinate: `${parent}(${arg.name}:)`, type, element: arg, parent };
}

function kindOf(type: GraphQLNamedType) {
  if (isObjectType(type)) return 'OBJECT';
  if (isInterfaceType(type)) return 'INTERFACE';
  if (isInputObjectType(type)) return 'INPUT_OBJECT';
  if (isEnumType(type)) return 'ENUM';
  return isScalarType(type) ? 'SCALAR' : 'UNION';
}
