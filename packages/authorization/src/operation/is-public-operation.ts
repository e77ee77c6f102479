import { type DocumentNode, getOperationAST, type GraphQLSchema, Kind, valueFromASTUntyped } from 'graphql';
import { readPolicy } from '../policy/read-policy.js';
import { rootFields } from './root-fields.js';

/**
 * Whether all root fields of an operation are public, so that an invalid token can be ignored.
 *
 * A root field is public if `@public` opens it (on the field or its type) and no requirement applies, or if it is
 * `__typename`; introspection is not public. False for an operation that does not exist. Pass variables as the client sent
 * them.
 *
 * @example
 * ```ts
 * if (tokenIsInvalid && !isPublicOperation(schema, document, operationName, variables)) reject(401);
 * ```
 */
export function isPublicOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string | null,
  variables?: Readonly<Record<string, unknown>> | null,
): boolean {
  const { openFields, schema: authored } = readPolicy(schema);
  const operation = getOperationAST(document, operationName);
  const type = operation && authored.getRootType(operation.operation);
  if (!type) return false;
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
  );
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const byName = Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
  const values = { ...Object.fromEntries(defaults), ...variables } as Record<string, unknown>;
  const fields = rootFields(authored, type, operation.selectionSet, byName, values);
  return [...fields.values()].every(({ name: { value } }) => {
    return value === '__typename' || openFields.has(`${type.name}.${value}`);
  });
}
