import { createClosingList } from '../../src/closing-list.js';

const log = { error: () => undefined };
const times = { withinMs: 100, atLeastMs: 10 };

function listOf(...components: [name: string, close: (closed: string[]) => Promise<unknown>][]) {
  const closing = createClosingList(log, times);
  const closed: string[] = [];
  for (const [name, close] of components) closing.add(name, () => close(closed));
  return { closing, closed };
}

const closes = (name: string): [string, (closed: string[]) => Promise<unknown>] => [
  name,
  (closed) => Promise.resolve(closed.push(name)),
];
const fails = (name: string): [string, () => Promise<unknown>] => [
  name,
  () => Promise.reject(new Error(`${name} failed`)),
];
const hangs = (name: string): [string, () => Promise<unknown>] => [name, () => new Promise(() => undefined)];

describe('a closing list', () => {
  it('closes its components once, in reverse order', async () => {
    const { closing, closed } = listOf(closes('engine'), closes('database'), closes('server'));

    await Promise.all([closing.closeAll(), closing.closeAll()]);

    expect(closed).toEqual(['server', 'database', 'engine']);
  });

  it('closes the others when a component fails, and reports the first error', async () => {
    const { closing, closed } = listOf(
      closes('engine'),
      fails('database'),
      closes('services'),
      fails('server'),
    );

    await expect(closing.closeAll()).rejects.toThrow('server failed');
    expect(closed).toEqual(['services', 'engine']);
  });

  it('closes the others when a component throws instead of rejecting', async () => {
    const { closing, closed } = listOf(closes('engine'), [
      'server',
      () => {
        throw new Error('thrown');
      },
    ]);

    await expect(closing.closeAll()).rejects.toThrow('thrown');
    expect(closed).toEqual(['engine']);
  });

  it('closes the others when components hang, and names the first', async () => {
    const { closing, closed } = listOf(closes('engine'), hangs('database'), hangs('HTTP server'));

    await expect(closing.closeAll()).rejects.toThrow(/^The HTTP server did not close within 0\.1 s\.$/);
    expect(closed).toEqual(['engine']);
  });

  it('logs every component that does not close', async () => {
    const lines: unknown[] = [];
    const closing = createClosingList({ error: (line: unknown) => void lines.push(line) }, times);
    closing.add(...(fails('database') as [string, () => Promise<unknown>]));
    closing.add(...(fails('server') as [string, () => Promise<unknown>]));

    await closing.abandon();

    expect(lines).toMatchObject([{ component: 'server' }, { component: 'database' }]);
  });
});
