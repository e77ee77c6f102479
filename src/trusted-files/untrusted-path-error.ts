/** A file or folder that another user of the machine controls; the message names the command that fixes it. */
export class UntrustedPathError extends Error {
  override readonly name = 'UntrustedPathError';
}
