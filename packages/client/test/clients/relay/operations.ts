/** What the Relay compiler (21) made the artifacts in `__generated__` from, with `eagerEsModules` and `noFutureProofEnums`. */
import { graphql } from 'relay-runtime';
export const me = graphql`
  query operationsMeQuery {
    me {
      id
      name
      email
      disabled
      roles
    }
  }
`;
export const rename = graphql`
  mutation operationsRenameMutation($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      id
      name
    }
  }
`;
export const users = graphql`
  query operationsUsersQuery {
    users {
      totalCount
    }
  }
`;
