import type { ReactNode } from 'react';
import { texts } from '../texts';

/** The product's name with its mark. */
export function Brand({ children }: { readonly children?: ReactNode }) {
  return (
    <div className="brand">
      <span className="product">
        <svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
          <path d="M8 .8 14 3v5c0 3.9-2.9 6.5-6 7.4C4.9 14.5 2 11.9 2 8V3z" />
        </svg>
        {texts.product}
      </span>
      {children}
    </div>
  );
}
