import { type HTMLInputTypeAttribute, type ReactNode, useContext, useId } from 'react';
import { FormContext } from './form';

interface FieldProps {
  /** The name of the input field of the API, so that errors of the server find it. */
  readonly name: string;
  readonly label: string;
  readonly type?: HTMLInputTypeAttribute;
  readonly autoComplete?: string;
  readonly hint?: ReactNode;
  readonly defaultValue?: string;
  readonly isOptional?: boolean;
  readonly isCode?: boolean;
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
}

/** A labelled input of a form, with its hint and its error. */
export function Field({ name, label, hint, isOptional = false, isCode = false, ...input }: FieldProps) {
  const { problem } = useContext(FormContext);
  const id = useId();
  const error = problem?.field === name ? problem.text : null;
  const describedBy = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  const code = isCode ? ({ inputMode: 'text', autoCapitalize: 'off', spellCheck: false } as const) : {};
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        required={!isOptional}
        aria-invalid={error !== null || undefined}
        aria-describedby={describedBy || undefined}
        {...code}
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
