import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** Whether a role may send the required arguments of a field, and a value of an input type. */
export interface SendableInputs {
  hasRequiredArguments(field: string, args: readonly GraphQLArgument[]): boolean;
  hasValue(type: GraphQLInputType): boolean;
}

/** Decides from the coordinates that are denied to a role. */
export function sendableInputs(isDenied: (coordinate: string) => boolean): SendableInputs {
  const known = new Map<string, boolean>();
  const isMissing = (coordinate: string, { type }: GraphQLArgument | GraphQLInputField) =>
    isDenied(coordinate) || !hasValue(type);

  /** Null and the empty list need no value of an inner type, so only types in `!` matter. */
  function hasValue(type: GraphQLInputType): boolean {
    const inner = isNonNullType(type) ? type.ofType : type;
    if (isListType(inner)) return true;
    const found = known.get(inner.name);
    if (found !== undefined) return found;
    known.set(inner.name, true);
    const has = mayBuild(inner);
    known.set(inner.name, has);
    return has;
  }

  function mayBuild(type: GraphQLInputType): boolean {
    if (isEnumType(type)) return type.getValues().some(({ name }) => !isDenied(`${type.name}.${name}`));
    if (!isInputObjectType(type)) return true;
    return Object.values(type.getFields()).every(
      (field) => !isRequiredInputField(field) || !isMissing(`${type.name}.${field.name}`, field),
    );
  }

  return {
    hasValue,
    hasRequiredArguments: (field, args) =>
      args.every((arg) => !isRequiredArgument(arg) || !isMissing(`${field}(${arg.name}:)`, arg)),
  };
}
