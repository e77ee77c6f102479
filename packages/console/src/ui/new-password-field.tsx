import { texts } from '../texts';
import { Field } from './field';

/** Asks for a new password. The server checks it; a browser's password manager suggests one. */
export function NewPasswordField({ name }: { readonly name: string }) {
  return (
    <Field
      name={name}
      label={texts.newPassword}
      type="password"
      autoComplete="new-password"
      hint={texts.passwordHint}
    />
  );
}
