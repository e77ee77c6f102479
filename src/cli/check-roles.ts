/** @throws Error that lists the known roles if one of these is unknown */
export function checkRoles(roles: readonly string[], known: readonly string[]): void {
  const unknown = roles.filter((role) => !known.includes(role));
  if (unknown.length === 0) return;
  throw new Error(
    `Unknown role: ${unknown.join(', ')}. Known roles: ${known.join(', ')}. ` +
      'If a module defines the role, pass its file with --modules.',
  );
}
