import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { withAuthorization } from '../../src/index.js';
import { Choices, decisions } from './choices.js';
import type { Model } from './model.js';
import type { Asker, Question } from './naive-rules.js';
import { type Registrations, registrationsOf } from './registrations.js';
import { type Execution, Rows } from './rows.js';
import { writeModel } from './write-model.js';
import { allWords, scopes } from './write-rules.js';

/** In seconds since 1970. */
const now = 1_800_000_000;

/** The decisions that define a case. */
export const decisionsOfAWorld = fc.record({
  shape: decisions(60),
  details: decisions(2000),
  data: decisions(40),
  viewers: decisions(60),
  operations: fc.array(decisions(400), { minLength: 3, maxLength: 3 }),
});
export type WorldDecisions = typeof decisionsOfAWorld extends fc.Arbitrary<infer T> ? T : never;

/** A schema with a policy, its rows, and viewers. */
export interface World {
  readonly model: Model;
  readonly rows: Rows;
  readonly guarded: GraphQLSchema;
  readonly questions: readonly Question[];
}

export function createWorld({ shape, details, data, viewers }: WorldDecisions): World {
  const model = writeModel(new Choices(shape), new Choices(details), allWords);
  const rows = new Rows(model, data);
  const choices = new Choices(viewers);
  const questions = choices.times(1, 3, () => ({ viewer: viewerOf(model, choices), now }));
  return { model, rows, guarded: enforce(rows.schema(), registrationsOf(model, rows)), questions };
}

export function enforce(schema: GraphQLSchema, registrations: Registrations): GraphQLSchema {
  return withAuthorization<Execution<Asker | null>>(schema, {
    ...registrations,
    viewer: ({ viewer }) => viewer,
    now: () => now * 1000,
  });
}

function viewerOf(model: Model, choices: Choices): Asker | null {
  if (choices.isOneIn(6)) return null;
  const some = <T>(options: readonly T[]) => options.filter(() => choices.isOneIn(2));
  const roles = some([...model.roles.keys(), 'UNKNOWN']);
  const id = choices.pick(['viewer-0', '7', 'viewer-1']);
  const authTime = choices.pick([now, now - 10, now - 11, now - 900, now - 901, now + 5, undefined]);
  const mfa = choices.pick([true, true, false, undefined]);
  const [granted, groups] = [some(scopes), some(['team-0', '7', 'team-1'])];
  return {
    id,
    roles,
    ...(authTime !== undefined && { authTime }),
    ...(mfa !== undefined && { mfa }),
    ...(granted.length > 0 && { scopes: granted }),
    ...(groups.length > 0 && { groups }),
  };
}
