import { useQuery } from '@apollo/client/react';
import { useEffect, useSyncExternalStore } from 'react';
import { Admin } from './admin';
import { graphql } from './generated/user';
import { session } from './session';
import { SignIn } from './sign-in';

const HomeQuery = graphql(`
  query Home {
    me {
      id
      name
      createdAt
    }
    directory {
      id
      name
      email
    }
  }
`);

export function App() {
  const { status, viewer, online } = useSyncExternalStore(session.subscribe, () => session.snapshot);
  // If the server cannot be reached, `online` says so.
  const start = () => void session.start().catch(() => undefined);
  useEffect(start, []);
  return (
    <>
      {!online && <button onClick={start}>The server cannot be reached. Try again.</button>}
      {status === 'signed-out' && <SignIn />}
      {viewer && <Home key={viewer.id} />}
    </>
  );
}

function Home() {
  const { data, error } = useQuery(HomeQuery);
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <p>Loading…</p>;
  return (
    <>
      <header>
        <h1>{data.me.name ?? 'Welcome'}</h1> since {data.me.createdAt.slice(0, 10)}
        <button onClick={() => session.logout().catch(alert)}>Sign out</button>
      </header>
      <section>
        <h2>Directory</h2>
        {data.directory.map(({ id, name, email }) => (
          <p key={id}>
            <b>{name ?? 'No name'}</b> {email ?? <i>hidden</i>}
          </p>
        ))}
      </section>
      {session.can('Query.users') && <Admin />}
    </>
  );
}
