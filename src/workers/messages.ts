import { z } from 'zod';

/** One process's metrics, as prom-client serialises them. */
const metricValues = z
  .array(z.custom<object>((value) => typeof value === 'object' && value !== null))
  .readonly();

/** What a worker sends to the primary. Metrics are null when they cannot be read. */
export const fromWorker = z.discriminatedUnion('graphward', [
  z.object({ graphward: z.literal('listening'), url: z.string() }),
  z.object({ graphward: z.literal('failed'), reason: z.string() }),
  z.object({ graphward: z.literal('metrics wanted'), request: z.number() }),
  z.object({ graphward: z.literal('metrics'), request: z.number(), metrics: metricValues.nullable() }),
]);
export type FromWorker = z.infer<typeof fromWorker>;

/** What the primary sends to its workers. Metrics are null when they cannot be gathered. */
export const fromPrimary = z.discriminatedUnion('graphward', [
  z.object({
    graphward: z.literal('fleet'),
    listening: z.number(),
    wanted: z.number(),
    /** Whether start-up has finished: every worker has listened and the first administrator exists. */
    started: z.boolean(),
  }),
  z.object({ graphward: z.literal('metrics wanted'), request: z.number() }),
  z.object({ graphward: z.literal('metrics'), request: z.number(), text: z.string().nullable() }),
]);
export type FromPrimary = z.infer<typeof fromPrimary>;
