import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLOutputType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import type { Policy } from '../policy/policy.js';
import { type Requirement, requireAll } from '../policy/requirement.js';

/** One schema coordinate that a viewer can use, with everything that it requires. */
export interface PolicyPlace {
  /** `Type.field`, `Type.field(arg:)`, `Input.field` or `Enum.VALUE`. */
  readonly coordinate: string;
  readonly requirement: Requirement | undefined;
  /** What a field returns. */
  readonly output?: GraphQLOutputType;
  /** Set for arguments and input fields. */
  readonly input?: GraphQLArgument | GraphQLInputField;
}

/** Every coordinate of a schema except `__typename`, in the schema's order. */
export function* policyPlaces({ schema, requirements }: Policy): Generator<PolicyPlace> {
  const placeOf = (coordinate: string) => ({ coordinate, requirement: requirements.get(coordinate) });
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isEnumType(type)) yield* type.getValues().map(({ name }) => placeOf(`${type.name}.${name}`));
    if (isInputObjectType(type)) {
      const inputs = Object.values(type.getFields());
      yield* inputs.map((input) => ({ ...placeOf(`${type.name}.${input.name}`), input }));
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name, args, type: output } of Object.values(type.getFields())) {
      const field = placeOf(`${type.name}.${name}`);
      yield { ...field, output };
      for (const input of args) {
        const own = placeOf(`${field.coordinate}(${input.name}:)`);
        yield { ...own, requirement: requireBoth(field.requirement, own.requirement), input };
      }
    }
  }
}

/** Whoever may not use the field may not use its argument either. */
function requireBoth(field: Requirement | undefined, own: Requirement | undefined): Requirement | undefined {
  return requireAll([...(field?.rules ?? []), ...(own?.rules ?? [])]);
}
