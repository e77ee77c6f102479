import type { ReactNode } from 'react';

interface CheckboxProps {
  readonly name: string;
  readonly value?: string;
  readonly defaultChecked?: boolean;
  readonly children: ReactNode;
}

/** A labelled checkbox of a form. */
export function Checkbox({ children, ...input }: CheckboxProps) {
  return (
    <label className="check">
      <input type="checkbox" {...input} />
      <span>{children}</span>
    </label>
  );
}
