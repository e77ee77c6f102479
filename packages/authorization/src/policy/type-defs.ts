/**
 * The SDL of `@auth`, `@public` and `@inherits`. The `Role` enum they refer to is the schema's own.
 *
 * @example
 * ```ts
 * makeExecutableSchema({ typeDefs: [authorizationTypeDefs, typeDefs], resolvers });
 * ```
 */
export const authorizationTypeDefs = `"""
Only signed-in viewers may use this schema element, or only those that \`requires\` and \`owner\` admit.
Several on one element must all be satisfied. A field must also satisfy those of its type, of the interfaces
that its type implements, and of their fields.
"""
directive @auth(
  "Admits viewers with any of these roles, or with a role that inherits one of them."
  requires: [Role!]
  "Admits the viewer whose ID equals this field of the same object. Without \`requires\`, only that viewer."
  owner: String
  "The maximum number of seconds since the viewer presented credentials."
  maxAge: Int
) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE

"Opens an element that has no requirement to all viewers, signed in or not. It never weakens a requirement."
directive @public on OBJECT | FIELD_DEFINITION

"Includes the named roles, and the roles that they inherit."
directive @inherits("The names of the inherited roles." roles: [String!]!) on ENUM_VALUE
`;
