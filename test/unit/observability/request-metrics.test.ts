import { AggregatorRegistry, Counter, Histogram, Registry } from 'prom-client';
import { createRequestMetrics, type HandledRequest } from '../../../src/observability/request-metrics.js';

const requests: HandledRequest[] = [
  { method: 'POST', route: '/graphql', status: 200, seconds: 0.0004 },
  { method: 'POST', route: '/graphql', status: 200, seconds: 0.001 },
  { method: 'POST', route: '/graphql', status: 401, seconds: 0.0011 },
  { method: 'GET', route: '/graphql', status: 200, seconds: 0.3 },
  { method: 'GET', route: 'unknown', status: 404, seconds: 7 },
];

/** The same metrics as prom-client counts them. */
function countWithPromClient(handled: readonly HandledRequest[]): Registry {
  const registry = new Registry();
  const counter = new Counter({
    name: 'graphward_http_requests_total',
    help: 'HTTP requests handled.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const histogram = new Histogram({
    name: 'graphward_http_request_duration_seconds',
    help: 'Duration of HTTP requests.',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  for (const { method, route, status, seconds } of handled) {
    counter.inc({ method, route, status });
    histogram.observe({ method, route }, seconds);
  }
  return registry;
}

function record(handled: readonly HandledRequest[]) {
  const metrics = createRequestMetrics();
  for (const each of handled) metrics.record(each);
  return metrics;
}

const linesOf = (text: string) => text.split('\n').filter(Boolean).sort();

it.each([
  ['no request', []],
  ['requests with several methods, routes and statuses', requests],
])('writes the same text as prom-client after %s', async (_what, handled) => {
  const expected = await countWithPromClient(handled).metrics();

  expect(linesOf(await record(handled).text())).toEqual(linesOf(expected));
});

it('aggregates over processes as metrics of prom-client do', async () => {
  const expected = await countWithPromClient([...requests, ...requests]).metrics();

  const both = [[...record(requests).values()], [...record(requests).values()]];

  expect(linesOf(await AggregatorRegistry.aggregate(both).metrics())).toEqual(linesOf(expected));
});
