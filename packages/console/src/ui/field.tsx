import { type InputHTMLAttributes, type ReactNode, useContext, useId } from 'react';
import { FormContext } from './form';

type InputProps = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  | 'type'
  | 'autoComplete'
  | 'defaultValue'
  | 'autoFocus'
  | 'maxLength'
  | 'inputMode'
  | 'autoCapitalize'
  | 'spellCheck'
>;

interface FieldProps extends Readonly<InputProps> {
  /** The name of the input field of the API, so that errors of the server find it. */
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly isOptional?: boolean;
}

/** A labelled input of a form, with its hint and its error. */
export function Field({ name, label, hint, isOptional = false, ...input }: FieldProps) {
  const { problem } = useContext(FormContext);
  const id = useId();
  const error = problem?.field === name ? problem.text : null;
  const describedBy = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        required={!isOptional}
        aria-invalid={error !== null || undefined}
        aria-describedby={describedBy || undefined}
        {...input}
      />
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
