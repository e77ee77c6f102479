import type { SecurityEvent } from '../../../src/observability/security-events.js';
import { createRefusedAttempts } from '../../../src/services/refused-attempts.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function setUp() {
  const events: SecurityEvent[] = [];
  const note = (event: SecurityEvent) => void events.push(event);
  const refused = createRefusedAttempts({ note }, Buffer.from('a secret of this test'));
  return {
    refused,
    add: (network: string, account = 'alice@example.com') =>
      refused.add(
        { type: 'login', account, origin: { requestId: 'r', ipAddress: network, userAgent: 'curl' } },
        network,
      ),
    /** The events recorded since the last call: network and number of attempts. */
    take: () => events.splice(0).map(({ origin, attempts }) => [origin.ipAddress, attempts]),
    events,
  };
}

describe('refused attempts', () => {
  it('are one line immediately and one for each minute in which they continue', () => {
    const { add, take } = setUp();
    for (let attempt = 0; attempt < 5; attempt += 1) add('192.0.2.1');
    add('192.0.2.2');
    expect(take()).toEqual([
      ['192.0.2.1', 1],
      ['192.0.2.2', 1],
    ]);

    jest.advanceTimersByTime(60_000);
    expect(take()).toEqual([['192.0.2.1', 4]]);
    add('192.0.2.1');
    expect(take()).toEqual([]);
    jest.advanceTimersByTime(60_000);
    expect(take()).toEqual([['192.0.2.1', 1]]);
  });

  it('are logged immediately again after a minute without any', () => {
    const { add, take } = setUp();
    add('192.0.2.1');
    take();
    jest.advanceTimersByTime(60_000);
    expect([take(), jest.getTimerCount()]).toEqual([[], 0]);
    add('192.0.2.1');
    expect(take()).toEqual([['192.0.2.1', 1]]);
  });

  it('are all logged by a flush, which leaves no timer', () => {
    const { add, take, refused } = setUp();
    for (let attempt = 0; attempt < 5; attempt += 1) add('192.0.2.1');
    take();
    refused.flush();
    expect([take(), jest.getTimerCount()]).toEqual([[['192.0.2.1', 4]], 0]);
  });

  it('name at most twenty targets in a line, none of them in clear text', () => {
    const { add, refused, events } = setUp();
    for (let attempt = 0; attempt < 100; attempt += 1) add('192.0.2.1', `alice${attempt}@example.com`);
    refused.flush();
    const { attempts, details } = events.at(-1) ?? {};
    expect([attempts, details?.hasMoreTargets]).toEqual([99, true]);
    expect(new Set(details?.targets as string[]).size).toBe(20);
    expect(JSON.stringify(events)).not.toContain('alice');
  });

  it('are all logged when there are more networks than summaries', () => {
    const { add, take, refused } = setUp();
    for (let network = 0; network < 3_000; network += 1) {
      add(`network ${network}`);
      add(`network ${network}`);
    }
    expect(take()).toHaveLength(3_000 + 2_000);
    refused.flush();
    expect(take()).toHaveLength(1_000);
  });
});
