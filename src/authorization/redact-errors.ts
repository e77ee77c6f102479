import { type DocumentNode, GraphQLError, type GraphQLSchema, validate, visit } from 'graphql';
import { governanceOf } from './governance.js';
import { readPolicy } from './read-policy.js';
import { schemaVisibleTo } from './visible-schema.js';

export interface RedactionContext {
  readonly document: DocumentNode;
  /** As the client sent them. */
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** The viewer's roles; null: not signed in. */
  readonly roles: readonly string[] | null;
}

const nameless = 'The operation does not fit the schema here.';

/**
 * graphql-js's own errors (of validation, of variables) without names that the viewer may not see.
 *
 * What also goes wrong against the viewer's part of the schema is told as there, suggestions included. What does
 * not loses its suggestion; and if it then still names something that neither the client named nor is a visible
 * type, all but its position. With `introspection: 'full'` nothing is rewritten, with `'off'` nothing suggested.
 */
export function redactErrors(
  schema: GraphQLSchema,
  errors: readonly GraphQLError[],
  { document, variables, roles }: RedactionContext,
): GraphQLError[] {
  const mode = governanceOf(schema)?.introspection ?? 'role';
  if (mode === 'full') return [...errors];
  const policy = readPolicy(schema);
  const visible = schemaVisibleTo(policy, policy.roles.viewerMask(roles));
  const hideSuggestions = mode === 'off';
  const asVisible = validate(visible, document, undefined, { hideSuggestions });
  const told = new Map(asVisible.map((error) => [keyOf(error), error.message]));
  const clientNames = namesOf(document, variables);
  return errors.map((error) => {
    const bare = withoutSuggestion(error.message);
    const isHarmless = quotedNames(bare).every((name) => clientNames.has(name) || visible.getType(name));
    const message = told.get(keyOf(error)) ?? (isHarmless ? bare : nameless);
    return message === error.message ? error : withMessage(error, message);
  });
}

function keyOf({ message, locations }: GraphQLError): string {
  return `${withoutSuggestion(message)} ${JSON.stringify(locations)}`;
}

function withoutSuggestion(message: string): string {
  return message.replace(/ Did you mean [^]*$/, '');
}

function quotedNames(message: string): readonly string[] {
  return [...message.matchAll(/"[^"]*"/g)].flatMap(([quoted]) => wordsOf(quoted));
}

function namesOf(document: DocumentNode, variables: unknown): ReadonlySet<string> {
  const names = new Set(wordsOf(JSON.stringify(variables ?? {})));
  visit(document, {
    Name: ({ value }) => void names.add(value),
    StringValue: ({ value }) => wordsOf(value).forEach((word) => names.add(word)),
    EnumValue: ({ value }) => void names.add(value),
  });
  return names;
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[_A-Za-z]\w*/g) ?? [];
}

function withMessage(
  { nodes, source, positions, path, extensions }: GraphQLError,
  message: string,
): GraphQLError {
  // Positions and source follow from the nodes where there are any.
  const place = nodes ? { nodes } : { source: source ?? null, positions: positions ?? null };
  return new GraphQLError(message, { ...place, path: path ?? null, extensions });
}
