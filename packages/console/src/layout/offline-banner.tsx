import { useEffect } from 'react';
import { session, useSession } from '../session/session';
import { texts } from '../texts';

const retryMs = 5_000;

/** Says that the server cannot be reached, and notices when it can be again. */
export function OfflineBanner() {
  const { online } = useSession();

  useEffect(() => {
    if (online) return;
    const timer = setInterval(() => void session.refresh().catch(() => undefined), retryMs);
    return () => clearInterval(timer);
  }, [online]);

  return (
    <div role="status" className="offline">
      {!online && <p>{texts.offline}</p>}
    </div>
  );
}
