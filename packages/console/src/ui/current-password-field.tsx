import { texts } from '../texts';
import { Field } from './field';
import { Username } from './username';

/** Asks for the viewer's password. */
export function CurrentPasswordField() {
  return (
    <>
      <Username />
      <Field
        name="currentPassword"
        label={texts.currentPassword}
        type="password"
        autoComplete="current-password"
      />
    </>
  );
}
