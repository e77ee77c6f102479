import { type ReactNode, useId } from 'react';

interface SectionProps {
  readonly title: string;
  readonly intro?: ReactNode;
  /** For tables: the heading is above instead of beside. */
  readonly isWide?: boolean;
  readonly children?: ReactNode;
}

/** A part of a page that does one thing. */
export function Section({ title, intro, isWide = false, children }: SectionProps) {
  const id = useId();
  return (
    <section className={isWide ? 'section wide' : 'section'} aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {intro && <p className="intro">{intro}</p>}
      </div>
      <div className="section-body">{children}</div>
    </section>
  );
}
