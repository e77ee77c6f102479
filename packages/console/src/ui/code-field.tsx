import { texts } from '../texts';
import { Field } from './field';

interface CodeFieldProps {
  readonly label?: string;
  readonly hint?: string | null;
  readonly autoFocus?: boolean;
}

/** A code of the authenticator app; by default a recovery code is accepted, too. */
export function CodeField({
  label = texts.otp.label,
  hint = texts.otp.hint,
  autoFocus = false,
}: CodeFieldProps) {
  return (
    <Field
      name="otp"
      label={label}
      hint={hint}
      autoComplete="one-time-code"
      inputMode="text"
      autoCapitalize="off"
      spellCheck={false}
      autoFocus={autoFocus}
    />
  );
}
