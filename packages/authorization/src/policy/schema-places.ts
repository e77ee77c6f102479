import {
  type ASTNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { type DirectiveUsage, directivesOn } from './directive-usage.js';

/** One element of a schema that carries directives. */
export interface SchemaPlace {
  readonly coordinate: string;
  /** As in a directive's definition: `OBJECT`, `FIELD_DEFINITION`, … */
  readonly kind: string;
  readonly type: GraphQLNamedType | undefined;
  readonly directives: readonly DirectiveUsage[];
  readonly node: ASTNode | null | undefined;
}

type Element = Parameters<typeof directivesOn>[0] & { readonly astNode?: ASTNode | null | undefined };

type AddPlace = (
  coordinate: string,
  kind: string,
  type: GraphQLNamedType | undefined,
  element: Element,
) => void;

/** Every element of a schema that carries a directive, in the schema's order. */
export function schemaPlaces(schema: GraphQLSchema): readonly SchemaPlace[] {
  const places: SchemaPlace[] = [];
  const add: AddPlace = (coordinate, kind, type, element) => {
    const directives = directivesOn(element);
    if (directives.length > 0) places.push({ coordinate, kind, type, directives, node: element.astNode });
  };
  add('schema', 'SCHEMA', undefined, schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    add(type.name, kindOf(type), type, type);
    addMembers(type, add);
  }
  for (const directive of schema.getDirectives()) {
    for (const arg of directive.args)
      add(`@${directive.name}(${arg.name}:)`, 'ARGUMENT_DEFINITION', undefined, arg);
  }
  return places;
}

function addMembers(type: GraphQLNamedType, add: AddPlace): void {
  if (isEnumType(type)) {
    for (const value of type.getValues()) add(`${type.name}.${value.name}`, 'ENUM_VALUE', type, value);
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      add(`${type.name}.${field.name}`, 'INPUT_FIELD_DEFINITION', type, field);
    }
  } else if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      add(coordinate, 'FIELD_DEFINITION', type, field);
      for (const arg of field.args) add(`${coordinate}(${arg.name}:)`, 'ARGUMENT_DEFINITION', type, arg);
    }
  }
}

function kindOf(type: GraphQLNamedType): string {
  if (isObjectType(type)) return 'OBJECT';
  if (isInterfaceType(type)) return 'INTERFACE';
  if (isInputObjectType(type)) return 'INPUT_OBJECT';
  if (isEnumType(type)) return 'ENUM';
  return isScalarType(type) ? 'SCALAR' : 'UNION';
}
