/**
 * An error of a GraphQL response, with the parts of its `extensions` on which clients branch.
 *
 * @example
 * ```ts
 * const describe = ({ path, code }: OperationError) => `${path?.join('.') ?? 'request'}: ${code}`;
 * ```
 */
export interface OperationError {
  readonly message: string;
  /** The response field to which the error belongs; missing if the request as a whole failed. */
  readonly path?: readonly (string | number)[];
  readonly code: string;
  readonly reason?: string;
  readonly field?: string;
  /** Seconds to wait before trying again. */
  readonly retryAfter?: number;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** The body of a GraphQL response. */
export interface ResponseBody {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly OperationError[];
}

/**
 * Reads the body of a GraphQL response; returns undefined if it is none.
 *
 * @param word returns undefined for a body without this word, which is not parsed
 */
export async function readBody(response: Response, word = ''): Promise<ResponseBody | undefined> {
  const body = await readJson(response, word);
  if (!isRecord(body) || !('data' in body || Array.isArray(body.errors))) return undefined;
  return {
    data: isRecord(body.data) ? body.data : null,
    errors: Array.isArray(body.errors) ? body.errors.filter(isRecord).map(operationError) : [],
  };
}

/** Reads a body that is JSON and contains this word; returns undefined for any other. */
export async function readJson(response: Response, word: string): Promise<unknown> {
  const text = await response.text();
  if (!text.includes(word)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads one error of a response. */
export function operationError({ message, path, extensions }: Record<string, unknown>): OperationError {
  const details = isRecord(extensions) ? extensions : {};
  const { code, reason, field, retryAfter } = details;
  return {
    message: typeof message === 'string' ? message : '',
    code: typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    extensions: details,
    ...(Array.isArray(path) ? { path } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof field === 'string' ? { field } : {}),
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
  };
}

/** The codes with which the server withholds one field of a response. */
const denials: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'REAUTHENTICATION_REQUIRED'];

/** Whether the server withheld a field from the viewer, and nothing else failed. */
export function isDenial({ code, path }: OperationError): boolean {
  return path !== undefined && denials.includes(code);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
