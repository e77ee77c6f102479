import type { RegisterInput, SessionError } from '@graphward/client';
import { type SubmitEvent, useState } from 'react';
import { session } from './session';

export function SignIn() {
  const [isNew, setIsNew] = useState(false);
  const [error, setError] = useState<SessionError>();
  const [needsCode, setNeedsCode] = useState(false);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const input = Object.fromEntries(new FormData(event.currentTarget)) as unknown as RegisterInput;
    try {
      if (isNew) await session.register(input);
      else await session.login(input);
    } catch (reason) {
      setError(reason as SessionError);
      setNeedsCode((reason as SessionError).code === 'OTP_REQUIRED' || needsCode);
    }
  }

  return (
    <form onSubmit={submit}>
      <h1>{isNew ? 'Create an account' : 'Sign in'}</h1>
      {isNew && <input name="name" placeholder="Name" required />}
      <input name="email" type="email" placeholder="E-mail address" required />
      <input name="password" type="password" placeholder="Password" required />
      {needsCode && !isNew && (
        <input name="otp" placeholder="Code" autoComplete="one-time-code" autoFocus required />
      )}
      {error && <p role="alert">{error.message}</p>}
      <button>{isNew ? 'Create account' : 'Sign in'}</button>
      <button type="button" onClick={() => setIsNew(!isNew)}>
        {isNew ? 'Sign in' : 'Create an account'}
      </button>
    </form>
  );
}
