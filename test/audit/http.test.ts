import { serverAudits } from 'graphql-http';
import { useLiveServer } from '../attack/live-server.js';

const server = useLiveServer();

/** The audits that may fail. All are MAY; docs/http.md gives the reasons. */
const deviations: ReadonlySet<string> = new Set(['5A70', 'D6D5', '6A70']);

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => `${server().url}/graphql` });

  it.each(audits.map(({ id, name, fn }) => [id, name, fn] as const))('%s: %s', async (id, _name, run) => {
    const result = await run();

    const expected = deviations.has(id) ? 'notice' : 'ok';
    expect({ status: result.status, ...('reason' in result && { reason: result.reason }) }).toMatchObject({
      status: expected,
    });
  });
});
