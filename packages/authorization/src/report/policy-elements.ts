import type { GraphQLArgument, GraphQLInputField, GraphQLOutputType } from 'graphql';
import type { Policy } from '../policy/policy.js';
import { requireAll, type Requirement } from '../policy/requirement.js';
import { schemaElements } from '../schema-copy/schema-elements.js';

/** A schema element that a viewer can use, with everything that it requires. */
export interface PolicyElement {
  /** `Type.field`, `Type.field(arg:)`, `Input.field` or `Enum.VALUE`. */
  readonly coordinate: string;
  readonly requirement: Requirement | undefined;
  /** What a field returns. */
  readonly output?: GraphQLOutputType;
  /** Set for arguments and input fields. */
  readonly input?: GraphQLArgument | GraphQLInputField;
}

/** Every field except `__typename`, argument, input field and enum value, in the schema's order. */
export function* policyElements({ schema, requirements }: Policy): Generator<PolicyElement> {
  for (const each of schemaElements(schema)) {
    const { kind, coordinate, element } = each;
    const requirement = requirements.get(coordinate);
    if (kind === 'ENUM_VALUE') yield { coordinate, requirement };
    else if (kind === 'INPUT_FIELD_DEFINITION') yield { coordinate, requirement, input: element };
    else if (kind === 'FIELD_DEFINITION') yield { coordinate, requirement, output: element.type };
    else if (kind === 'ARGUMENT_DEFINITION' && each.type) {
      const ofField = requirements.get(each.parent);
      yield { coordinate, requirement: requireBoth(ofField, requirement), input: element };
    }
  }
}

/** A viewer who may not use the field may not use its argument either. */
function requireBoth(field: Requirement | undefined, own: Requirement | undefined): Requirement | undefined {
  return requireAll([...(field?.rules ?? []), ...(own?.rules ?? [])]);
}
