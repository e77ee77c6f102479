import { type ExplainAssumptions, readPolicy } from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';

/** What the command line says about the viewer and the objects of an operation. */
export interface AssumptionOptions {
  readonly viewerId?: string;
  readonly groups?: string;
  readonly scopes?: string;
  readonly object?: string;
}

/**
 * Reads `--viewer-id`, `--groups`, `--scopes` and `--object`; undefined if there are none.
 *
 * @throws Error that says how to correct an option
 */
export function readAssumptions(
  schema: GraphQLSchema,
  { viewerId, groups, scopes, object }: AssumptionOptions,
): ExplainAssumptions | undefined {
  if (viewerId === '') throw new Error('--viewer-id is empty. Give the ID of the viewer, or omit it.');
  const viewer = {
    id: viewerId,
    groups: readNames('--groups', groups),
    scopes: readNames('--scopes', scopes),
  };
  const isSignedIn = Object.values(viewer).some((value) => value !== undefined);
  if (object === undefined) return isSignedIn ? { viewer } : undefined;
  if (viewer.id === undefined && viewer.groups === undefined)
    throw new Error('--object needs a viewer to compare with. Add --viewer-id, --groups or both.');
  return { viewer, object: readObject(schema, object) };
}

/** An empty text is an empty list: the viewer has none. */
function readNames(option: string, text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.trim() === '' ? [] : text.split(',').map((name) => name.trim());
  if (names.includes(''))
    throw new Error(`${option} contains an empty name. Separate names by one comma: a,b.`);
  return names;
}

const example = `Give one JSON object, for example --object '{"authorId":"7"}'.`;

function readObject(schema: GraphQLSchema, text: string): Readonly<Record<string, unknown>> {
  const object = parseJson(text);
  if (typeof object !== 'object' || object === null || Array.isArray(object))
    throw new Error(`--object is not an object. ${example}`);
  const read = fieldsOfRules(schema);
  if (Object.keys(object).some((field) => read.has(field))) return object as Record<string, unknown>;
  const listed = [...read].toSorted().join(', ');
  throw new Error(
    read.size === 0
      ? '--object has no effect: no rule of the schema has owner or group. Omit it.'
      : `--object has no field that a rule reads. Rules read: ${listed}.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`--object is not JSON: ${(cause as Error).message}. ${example}`, { cause });
  }
}

/** The fields that `owner` and `group` name. */
function fieldsOfRules(schema: GraphQLSchema): ReadonlySet<string> {
  const rules = [...readPolicy(schema).requirements.values()].flatMap((requirement) => requirement.rules);
  return new Set(rules.flatMap(({ owner, group }) => [owner ?? [], group ?? []].flat()));
}
