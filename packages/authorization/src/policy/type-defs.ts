/**
 * The SDL of `@auth`, `@public` and `@inherits`. The `Role` enum they refer to is the schema's own.
 *
 * @example
 * ```ts
 * makeExecutableSchema({ typeDefs: [authorizationTypeDefs, typeDefs], resolvers });
 * ```
 */
export const authorizationTypeDefs = `"""
Who may use this place: any signed-in viewer, unless \`requires\` or \`owner\` say more.
Several on one place must all hold, and a field also has to satisfy those of its type, of the interfaces
its type implements, and of their fields.
"""
directive @auth(
  "Any one of these roles, or a role that inherits one of them."
  requires: [Role!]
  "The field of the same object that holds its owner's id; the owner passes too or, without \`requires\`, only the owner."
  owner: String
  "How many seconds ago, at most, the viewer presented credentials."
  maxAge: Int
) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE

"Opens a place that has no requirement to everybody, signed in or not. It never weakens a requirement."
directive @public on OBJECT | FIELD_DEFINITION

"The names of the roles this role includes, and through them those that they include."
directive @inherits("The included roles' names." roles: [String!]!) on ENUM_VALUE
`;
