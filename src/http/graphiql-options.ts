import { graphqlPath } from './graphql-route.js';

/** What GraphiQL opens with. `scripts/render-graphiql.mjs` renders the page from it. */
export const graphiqlOptions = {
  title: 'Graphward',
  endpoint: graphqlPath,
  /** Uses only fields that an anonymous viewer sees: GraphiQL underlines all others. */
  defaultQuery: `# 1. Enter the password under Variables. Run this.
# 2. Under Headers, send the accessToken:
#    { "Authorization": "Bearer <accessToken>" }
# 3. Re-fetch the schema (button at bottom left)
#    to see the fields that you may use.
mutation SignIn($input: LoginInput!) {
  login(input: $input) {
    accessToken
    expiresIn
    user { id name }
  }
}
`,
  variables: `{
  "input": {
    "email": "admin@localhost",
    "password": ""
  }
}
`,
  /** Commented out, because GraphiQL's schema request fails with an invalid token. */
  headers: `{
  // "Authorization": "Bearer <accessToken>"
}
`,
};

/** GraphiQL arranges its panes side by side at any width; on narrow screens they are stacked. */
export const narrowScreens = `<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
@media (max-width: 48rem) {
  #root .graphiql-container { min-width: 0; }
  #graphiql-session { flex-direction: column; }
  #graphiql-session > * { min-width: 0; min-height: 0; }
  #graphiql-session > .graphiql-horizontal-drag-bar { display: none; }
}
</style>
`;
