import { z } from 'zod';

/** The name of the manifest in a key folder. */
export const manifestName = 'keyring.json';

const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'must be a time such as 2026-01-31T12:00:00Z')
  .transform((text) => new Date(text))
  .refine((date) => !Number.isNaN(date.getTime()), 'must be a time such as 2026-01-31T12:00:00Z');
const entry = z.strictObject({
  kid: z.string().min(1),
  /** A name without a folder, so that a manifest cannot lead out of it. */
  file: z.string().regex(/^[\w-][\w.-]*\.pem$/, 'must be the name of a .pem file in the folder'),
  publishedAt: time,
  signsFrom: time,
  retiredAt: time.optional(),
  /** Whether tokens signed by this key are rejected immediately. */
  compromised: z.literal(true).optional(),
});
const shape = z.strictObject({ version: z.literal(1), keys: z.array(entry).min(1, 'must not be empty') });

/** A key in the manifest. */
export type ManifestKey = z.infer<typeof entry>;

/**
 * Parses a manifest.
 *
 * @returns the keys in the order in which they sign
 * @throws Error with everything that is wrong
 */
export function parseManifest(text: string): ManifestKey[] {
  const { data, error } = shape.safeParse(parseJson(text));
  if (!data)
    throw new Error(
      error.issues.map(({ path, message }) => `${path.join('.') || 'the document'} ${message}`).join('; '),
    );
  for (const name of ['kid', 'file'] as const)
    if (new Set(data.keys.map((key) => key[name])).size < data.keys.length)
      throw new Error(`two keys have the same ${name}`);
  if (!data.keys.some(({ retiredAt, compromised }) => !retiredAt && !compromised))
    throw new Error('all keys are retired, so none can sign');
  return inOrder(data.keys);
}

export function formatManifest(keys: readonly ManifestKey[]): string {
  return `${JSON.stringify({ version: 1, keys: inOrder(keys) }, null, 2)}\n`;
}

function inOrder(keys: readonly ManifestKey[]): ManifestKey[] {
  return keys.toSorted((one, other) => one.signsFrom.getTime() - other.signsFrom.getTime());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is not JSON');
  }
}
