import { z } from 'zod';

/** What a worker tells the primary. */
export const fromWorker = z.discriminatedUnion('graphward', [
  z.object({ graphward: z.literal('listening'), url: z.string() }),
  z.object({ graphward: z.literal('metrics wanted'), request: z.number() }),
]);
export type FromWorker = z.infer<typeof fromWorker>;

/** What the primary tells its workers. Metrics are null when they could not be had. */
export const fromPrimary = z.discriminatedUnion('graphward', [
  z.object({ graphward: z.literal('fleet'), complete: z.boolean() }),
  z.object({ graphward: z.literal('metrics'), request: z.number(), text: z.string().nullable() }),
]);
export type FromPrimary = z.infer<typeof fromPrimary>;
