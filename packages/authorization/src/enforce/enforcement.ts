import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';
import type { Policy } from '../policy/policy.js';
import type { Access, AccessReader } from './access.js';
import type { Denial } from './denial.js';
import type { ObjectLoader } from './load-objects.js';
import type { PolicyDefinition } from './policies.js';

export type Resolver = GraphQLFieldResolver<unknown, unknown, Record<string, unknown>>;

/** The state that the guards of one enforcing schema share. */
export interface Enforcement {
  readonly policy: Policy;
  readonly reader: AccessReader;
  /** Resolves fields that have no resolver. */
  readonly fieldResolver: Resolver;
  /** By the name that `@auth(policy:)` uses. */
  readonly policies: ReadonlyMap<string, PolicyDefinition>;
  /** By type. */
  readonly objects: ReadonlyMap<string, ObjectLoader>;
  /** The number of objects of one type that an operation may identify. */
  readonly maxObjects: number;
  /** For a policy or a loader, in milliseconds. */
  readonly timeLimit: number;
  /** The error for a denial. */
  deny(denial: Denial, context: unknown): Error;
}

/** This execution's viewer. */
export function accessOf({ reader }: Enforcement, context: unknown, info: GraphQLResolveInfo): Access {
  return reader.lastKey === info.variableValues &&
    reader.lastContext === context &&
    reader.lastRoot === info.rootValue
    ? reader.last
    : reader.read(context, info);
}
