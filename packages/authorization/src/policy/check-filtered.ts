import {
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { schemaElements } from '../schema-copy/schema-elements.js';
import type { Policy } from './policy.js';
import type { ReportProblem } from './schema-problem.js';

/** Reports every `@filtered` that has nothing to filter, or that would make a parent null. */
export function checkFiltered({ schema, requirements, filtered }: Policy, report: ReportProblem): void {
  for (const { kind, coordinate, element: field } of schemaElements(schema)) {
    if (kind !== 'FIELD_DEFINITION' || !filtered.has(coordinate)) continue;
    const types = objectTypes(schema, getNamedType(field.type));
    const type = String(field.type);
    if (types.length === 0) {
      report(`@filtered has no effect on ${type}: it omits objects. Remove it.`, coordinate, field.astNode);
    } else if (!types.some((name) => requirements.has(name))) {
      const message = `@filtered has no effect: no object of ${type} has a rule on its type. Add @auth to the type, or remove @filtered.`;
      report(message, coordinate, field.astNode);
    } else if (isNonNullType(field.type) && !isListType(field.type.ofType)) {
      const message = `@filtered makes an object null that the viewer may not see, but ${type} is non-null. Make the field nullable.`;
      report(message, coordinate, field.astNode);
    }
  }
}

function objectTypes(schema: GraphQLSchema, type: GraphQLNamedType): readonly string[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type).map(({ name }) => name);
  return isObjectType(type) ? [type.name] : [];
}
