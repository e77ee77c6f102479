import { getLocation, type GraphQLError } from 'graphql';

/** The message of a syntax or validation error, after its location: `file:line:column`. */
export function formatGraphqlError({ message, source, positions }: GraphQLError): string {
  const [position] = positions ?? [];
  if (!source || position === undefined) return message;
  const { line, column } = getLocation(source, position);
  return `${source.name}:${line}:${column} ${message}`;
}
