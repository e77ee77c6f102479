import type { ReactNode } from 'react';

interface NoticeProps {
  readonly kind: 'error' | 'success' | 'warning' | 'info';
  readonly children: ReactNode;
}

/** A message in the page. Errors are announced immediately. */
export function Notice({ kind, children }: NoticeProps) {
  return (
    <div className={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}
