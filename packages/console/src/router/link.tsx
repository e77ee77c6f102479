import type { MouseEvent, ReactNode } from 'react';
import { basePath, navigate } from './location';

interface LinkProps {
  /** A path below `/console`. */
  readonly to: string;
  readonly className?: string;
  readonly current?: boolean;
  readonly onFollow?: (() => void) | undefined;
  readonly children: ReactNode;
}

/** A link to another page of the console, which opens without loading. */
export function Link({ to, className, current = false, onFollow, children }: LinkProps) {
  function follow(event: MouseEvent): void {
    // The browser opens new tabs and windows.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
    onFollow?.();
  }
  return (
    <a
      href={basePath + to}
      className={className}
      aria-current={current ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
