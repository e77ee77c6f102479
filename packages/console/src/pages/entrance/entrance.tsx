import type { ReactNode } from 'react';
import { Link } from '../../router/link';
import { Page } from '../../ui/page';

interface EntranceProps {
  readonly title: string;
  readonly intro?: ReactNode;
  /** Other pages that a visitor may look for. */
  readonly links?: readonly (readonly [path: string, text: string])[];
  readonly children: ReactNode;
}

/** A page for visitors: one form in a box, and links to the others. */
export function Entrance({ title, intro, links = [], children }: EntranceProps) {
  return (
    <div className="box">
      <Page title={title} intro={intro}>
        {children}
        {links.length > 0 && (
          <ul className="links">
            {links.map(([path, text]) => (
              <li key={path}>
                <Link to={path}>{text}</Link>
              </li>
            ))}
          </ul>
        )}
      </Page>
    </div>
  );
}
