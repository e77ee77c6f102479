import { useId } from 'react';

interface SelectProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly defaultValue?: string;
  /** With `onChange`, the value that is shown. */
  readonly value?: string;
  readonly onChange?: (value: string) => void;
}

/** A labelled choice. */
export function Select({ name, label, options, defaultValue, value, onChange }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        name={name}
        defaultValue={defaultValue}
        value={value}
        onChange={onChange && (({ target }) => onChange(target.value))}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
