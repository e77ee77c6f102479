/**
 * The SDL of `@auth`, `@public`, `@filtered`, `@inherits` and `@includedIn`. The `Role` enum they refer to is the schema's own.
 *
 * @example
 * ```ts
 * makeExecutableSchema({ typeDefs: [authorizationTypeDefs, typeDefs], resolvers });
 * ```
 */
export const authorizationTypeDefs = `"""
Restricts a schema element to signed-in viewers or, with arguments, to some of them.
\`requires\`, \`scopes\`, \`owner\`, \`group\` and \`policy\` are alternatives: one is enough. \`maxAge\` and \`mfa\` apply in addition.
If an element has several @auth, all of them must be satisfied. A field also requires what its type, the interfaces
that its type implements and their corresponding fields require.
"""
directive @auth(
  "Admits viewers with any of these roles, or with a role that inherits one of them."
  requires: [Role!]
  "Admits viewers who were granted every scope of any of these lists."
  scopes: [[String!]!]
  "A field of the object that contains its owner's ID or a list of owners' IDs. Admits the owners."
  owner: String
  "A field of the object that contains the ID of a group, or a list of such IDs. Admits the members."
  group: String
  "Names of policies. Admits viewers for whom every policy of any of these lists passes for the object."
  policy: [[String!]!]
  "On an argument or input field whose value is an ID or a list of IDs: the type of the object that it identifies. The rule applies to that object. Without another argument, the rule is that of the type."
  of: String
  "The maximum number of seconds since the viewer presented credentials."
  maxAge: Int
  "Whether the viewer must have signed in with a second factor."
  mfa: Boolean
) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE

"Makes a schema element without a requirement available to everyone, signed in or not. Never weakens a requirement."
directive @public on OBJECT | FIELD_DEFINITION

"""
Omits from the field's result each object whose type's own requirement the viewer does not meet, without an error: an item
disappears from its list, a single object becomes null.
"""
directive @filtered on FIELD_DEFINITION

"Makes a role include other roles, and all roles that these include."
directive @inherits("The names of the included roles." roles: [String!]!) on ENUM_VALUE

"Makes other roles include this one. The inverse of @inherits, for roles that are declared elsewhere."
directive @includedIn("The names of the roles that include this one." roles: [String!]!) on ENUM_VALUE
`;
