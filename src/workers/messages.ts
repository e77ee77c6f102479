import { z } from 'zod';

/** The metrics of one process, as prom-client serializes them. */
const metricValues = z
  .array(z.custom<object>((value) => typeof value === 'object' && value !== null))
  .readonly();

/** A message from a worker to the primary. Metrics are null when they cannot be read. */
export const fromWorker = z.discriminatedUnion('graphward', [
  z.object({ graphward: z.literal('listening'), url: z.string() }),
  z.object({ graphward: z.literal('failed'), reason: z.string() }),
  z.object({ graphward: z.literal('metrics wanted'), request: z.number() }),
  z.object({ graphward: z.literal('metrics'), request: z.number(), metrics: metricValues.nullable() }),
]);
export type FromWorker = z.infer<typeof fromWorker>;

/** A message from the primary to a worker. Metrics are null when they cannot be collected. */
export const fromPrimary = z.discriminatedUnion('graphward', [
  z.object({
    graphward: z.literal('fleet'),
    listening: z.number(),
    wanted: z.number(),
    /** Whether start-up has finished: every worker has listened and the first administrator exists. */
    started: z.boolean(),
  }),
  z.object({ graphward: z.literal('reload keys') }),
  z.object({ graphward: z.literal('metrics wanted'), request: z.number() }),
  z.object({ graphward: z.literal('metrics'), request: z.number(), text: z.string().nullable() }),
]);
export type FromPrimary = z.infer<typeof fromPrimary>;
