/** Another user of the machine controls a file or folder. The message contains the command that fixes it. */
export class UntrustedPathError extends Error {
  override readonly name = 'UntrustedPathError';
}
