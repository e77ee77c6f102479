import type { ReactNode } from 'react';
import { texts } from '../texts';

interface PageProps {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly children: ReactNode;
}

/** A page with its heading, which gets the focus when the user comes from another page. */
export function Page({ title, intro, children }: PageProps) {
  return (
    <>
      <title>{`${title} · ${texts.product}`}</title>
      <div className="page-head">
        <h1 tabIndex={-1}>{title}</h1>
        {intro && <p className="intro">{intro}</p>}
      </div>
      {children}
    </>
  );
}
