import type { ReactNode } from 'react';

interface BadgeProps {
  readonly kind?: 'plain' | 'good' | 'bad' | 'special';
  readonly children: ReactNode;
}

/** A state in a word. The color only supports the word. */
export function Badge({ kind = 'plain', children }: BadgeProps) {
  return <span className={`badge ${kind}`}>{children}</span>;
}
