/** A schema with every kind of rule, for tests of the reports. */
export const everyRule = `
  type Query {
    doc: Doc @public
    issue: Issue @public
    issues: [Issue] @public @filtered
    byScope: Int @auth(scopes: [["read", "list"], ["admin"]])
    byPolicy(it: Int): Int @auth(policy: "isOpen")
    take(
      input: Input
      color: Color
      id: ID @auth(requires: EDITOR, owner: "authorId", of: "Doc")
      ofType: ID @auth(of: "Issue")
      scoped: Int @auth(scopes: "read")
    ): Int @public
  }
  type Doc {
    id: ID
    authorId: ID
    editorIds: [ID]
    tenantId: ID
    teams: [ID]
    own: Int @auth(owner: "authorId")
    edit: Int @auth(requires: EDITOR, owner: "editorIds")
    team: Int @auth(group: "teams")
    both: Int @auth(owner: "authorId") @auth(group: "tenantId")
    any: Int @auth(owner: "authorId", group: "tenantId", scopes: "read")
    scoped: Int @auth(scopes: [["read", "list"], ["admin"]])
    checked: Int @auth(policy: "isOpen")
    mixed: Int @auth(requires: ADMIN, owner: "authorId", policy: [["isOpen", "isNew"]])
    late: Int @auth(owner: "authorId", maxAge: 60)
    admin: Int @auth(requires: ADMIN)
  }
  type Issue @auth(group: "tenantId") { id: ID  tenantId: ID  authorId: ID  title: Int @auth(requires: EDITOR, owner: "authorId") }
  enum Color { RED  GOLD @auth(scopes: "gold") }
  input Input { id: ID @auth(of: "Issue")  note: String @auth(scopes: "read")  plain: Int }
`;
