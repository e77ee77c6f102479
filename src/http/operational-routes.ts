import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors/index.js';
import type { Metrics } from '../observability/metrics.js';

export interface OperationalRoutesOptions {
  readonly metrics: Metrics;
  /** Why the server should not receive requests; null when it is ready. */
  readonly whyNotReady: () => Promise<string | null>;
  /** How many of the processes that share this address are listening. Only with WORKERS. */
  readonly workers?: () => WorkerCount;
}

export interface WorkerCount {
  readonly listening: number;
  readonly wanted: number;
}

/** Routes for operators and orchestrators: health and metrics. */
export function registerOperationalRoutes(server: FastifyInstance, options: OperationalRoutesOptions): void {
  server.get('/live', () => ({ status: 'live' }));

  server.get('/ready', async (_request, reply) => {
    const reason = await options.whyNotReady();
    const workers = options.workers ? { workers: options.workers() } : {};
    if (reason === null) return { status: 'ready', ...workers };
    return reply
      .code(503)
      .header('retry-after', '1')
      .send({ status: 'not ready', reason, ...workers });
  });

  server.get('/metrics', async (_request, reply) => {
    try {
      const text = await options.metrics.text();
      return await reply.header('content-type', options.metrics.contentType).send(text);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return reply
        .code(503)
        .header('retry-after', '1')
        .send({ status: 'unavailable', reason: error.message });
    }
  });

  server.addHook('onResponse', (request, reply, done) => {
    options.metrics.recordRequest({
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
    done();
  });
}
