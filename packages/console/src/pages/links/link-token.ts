import { useState } from 'react';

/** Reads the token of a link in a mail from the fragment, and removes it from the address bar and the history. */
export function useLinkToken(): string {
  const [token] = useState(takeToken);
  return token;
}

/** Development mode renders twice, so the token is kept for the second time. */
let taken = '';

function takeToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return taken;
  history.replaceState(null, '', location.pathname + location.search);
  taken = token;
  return token;
}
