import { useSession } from '../session/session';

/** Tells password managers whose password a form asks for. People do not notice it. */
export function Username() {
  const { viewer } = useSession();
  return (
    <input
      type="text"
      className="unseen"
      autoComplete="username"
      defaultValue={viewer?.email ?? ''}
      readOnly
      tabIndex={-1}
      aria-hidden
    />
  );
}
