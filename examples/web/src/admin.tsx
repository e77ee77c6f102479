import { useQuery } from '@apollo/client/react';
import { graphql } from './generated/admin';

const UsersQuery = graphql(`
  query Users {
    users(first: 100) {
      edges {
        node {
          id
          email
          roles
          disabled
        }
      }
    }
  }
`);

/** Administrators always get these fields, so none is nullable. */
export function Admin() {
  const { data, error } = useQuery(UsersQuery);
  if (error) return <p role="alert">{error.message}</p>;
  return (
    <section>
      <h2>Administration</h2>
      {data?.users.edges.map(({ node: { id, email, roles, disabled } }) => (
        <p key={id}>
          <b>{email}</b> {disabled ? 'disabled' : roles.join(', ').toLowerCase()}
        </p>
      ))}
    </section>
  );
}
