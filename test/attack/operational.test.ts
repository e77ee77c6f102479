import { residentMegabytes, slowestLiveResponse, useLiveServer } from './live-server.js';

const server = useLiveServer();

describe('a live server with the default configuration', () => {
  it('is live and ready, and keeps responding while it serves requests', async () => {
    const slowest = await slowestLiveResponse(server(), async () => {
      for (let index = 0; index < 20; index += 1) await server().ask('{ __typename }');
    });

    expect(await server().statusOf('/ready')).toBe(200);
    expect(slowest).toBeLessThan(1_000);
    expect(residentMegabytes(server())).toBeLessThan(500);
  });
});
