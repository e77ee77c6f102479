import type { ReactNode } from 'react';

interface ButtonProps {
  readonly type?: 'button' | 'submit';
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly isBusy?: boolean;
  /** For assistive technology, if the text alone is ambiguous. */
  readonly label?: string;
  readonly onClick?: () => void;
  readonly children: ReactNode;
}

/** A button. While it is busy it keeps the focus, but does nothing. */
export function Button({
  type = 'button',
  kind = 'plain',
  isBusy = false,
  label,
  onClick,
  children,
}: ButtonProps) {
  return (
    <button
      type={type}
      className={`button ${kind}`}
      aria-disabled={isBusy || undefined}
      aria-label={label}
      onClick={isBusy ? undefined : onClick}
    >
      {children}
    </button>
  );
}
