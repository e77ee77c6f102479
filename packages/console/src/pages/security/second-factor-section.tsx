import { useState } from 'react';
import { texts } from '../../texts';
import { Badge } from '../../ui/badge';
import { Section } from '../../ui/section';
import { Enrolment } from './enrolment';
import { RecoveryCodes } from './recovery-codes';
import { SecondFactorChanges } from './second-factor-changes';

interface SecondFactorSectionProps {
  readonly isEnabled: boolean;
  readonly onChange: () => void;
}

/** Enables, disables and renews the second factor. Recovery codes are shown once. */
export function SecondFactorSection({ isEnabled, onChange }: SecondFactorSectionProps) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const showCodes = (newCodes: readonly string[]) => {
    setCodes(newCodes);
    onChange();
  };
  return (
    <Section title={texts.secondFactor.title} intro={texts.secondFactor.intro}>
      <p>
        {isEnabled ? (
          <Badge kind="good">{texts.secondFactor.enabled}</Badge>
        ) : (
          <Badge>{texts.secondFactor.disabled}</Badge>
        )}
      </p>
      {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />}
      {!codes && isEnabled && <SecondFactorChanges onRenew={showCodes} onDisable={onChange} />}
      {!codes && !isEnabled && <Enrolment onConfirm={showCodes} />}
    </Section>
  );
}
