/**
 * The SDL of `@auth`, `@public` and `@inherits`. The `Role` enum they refer to is the schema's own.
 *
 * @example
 * ```ts
 * makeExecutableSchema({ typeDefs: [authorizationTypeDefs, typeDefs], resolvers });
 * ```
 */
export const authorizationTypeDefs = `"""
Restricts a schema element to signed-in viewers or, with \`requires\` or \`owner\`, to some of them.
If an element has several, all of them must be satisfied. A field also requires what its type, the interfaces
that its type implements and their corresponding fields require.
"""
directive @auth(
  "Admits viewers with any of these roles, or with a role that inherits one of them."
  requires: [Role!]
  "A field of the same object that contains its owner's ID. Also admits the owner or, without \`requires\`, only the owner."
  owner: String
  "The maximum number of seconds since the viewer presented credentials."
  maxAge: Int
) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE

"Makes a schema element without a requirement available to everyone, signed in or not. Never weakens a requirement."
directive @public on OBJECT | FIELD_DEFINITION

"Makes a role include other roles, and all roles that these include."
directive @inherits("The names of the included roles." roles: [String!]!) on ENUM_VALUE
`;
