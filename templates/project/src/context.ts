import type { GraphwardContext, User, UserFieldsOf } from 'graphward';

/** What this project adds to users. `register` stores it, because `RegisterInput` has fields of these names. */
export const userFields = { city: { type: String, maxLength: 100, trim: true } } as const;

type UserFields = UserFieldsOf<typeof userFields>;

export type UserWithFields = User & UserFields;

/** What every resolver receives. */
export type Context = GraphwardContext<UserFields>;
