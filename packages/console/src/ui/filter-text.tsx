import { type HTMLInputTypeAttribute, useEffect, useId, useRef, useState } from 'react';

interface FilterTextProps {
  readonly label: string;
  readonly type?: HTMLInputTypeAttribute;
  readonly value: string;
  /** Suggestions. */
  readonly options?: readonly string[];
  readonly onChange: (value: string) => void;
}

const pauseMs = 250;

/** A filter that is applied when the user pauses. */
export function FilterText({ label, type = 'search', value, options, onChange }: FilterTextProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function apply(text: string): void {
    clearTimeout(timer.current);
    setTyped(text);
    timer.current = setTimeout(() => {
      onChange(text);
      setTyped(null);
    }, pauseMs);
  }

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={typed ?? value}
        autoComplete="off"
        spellCheck={false}
        list={options && `${id}-options`}
        onChange={({ target }) => apply(target.value)}
      />
      {options && (
        <datalist id={`${id}-options`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </div>
  );
}
