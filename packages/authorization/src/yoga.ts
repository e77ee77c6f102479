/**
 * The engine's plugin for GraphQL Yoga. It has the shape of a Yoga `Plugin` without importing Yoga.
 *
 * @module @graphward/authorization/yoga
 */
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import { rolesOfViewer, type Viewer } from './enforce/viewer.js';
import { requireExtension, type SchemaExtension } from './policy/schema-extension.js';
import { createSideTable } from './policy/side-table.js';
import { quotesSchema, redactRequestErrors } from './report/redact-request-errors.js';

/**
 * What Yoga knows of a request before it builds the context, as far as the plugin needs it.
 *
 * @example
 * ```ts
 * const apiKeyOf = ({ request }: YogaRequest) => request.headers.get('x-api-key');
 * ```
 */
export interface YogaRequest {
  readonly request: { readonly headers: { get(name: string): string | null } };
  readonly params: {
    readonly operationName?: string | null;
    readonly variables?: Record<string, unknown> | null;
  };
}

/**
 * Options of {@link useAuthorization}.
 *
 * @example
 * ```ts
 * const options: YogaAuthorizationOptions = {
 *   viewer: ({ request }) => verify(request.headers.get('authorization')),
 * };
 * ```
 */
export interface YogaAuthorizationOptions<TInitialContext = YogaRequest> {
  /**
   * Reads the viewer for validation errors, because Yoga validates before it builds the context.
   * Default: messages are redacted as for an anonymous viewer.
   */
  readonly viewer?: (initialContext: TInitialContext) => Viewer | null | Promise<Viewer | null>;
}

interface YogaResult {
  readonly errors?: readonly GraphQLError[];
}

/**
 * A Yoga `Plugin`, as far as this one goes.
 *
 * @example
 * ```ts
 * const plugin: YogaAuthorizationPlugin = useAuthorization({ viewer });
 * ```
 */
export interface YogaAuthorizationPlugin {
  onSchemaChange(payload: { readonly schema: unknown }): void;
  onValidate(payload: {
    readonly context: unknown;
    readonly params: { readonly documentAST: DocumentNode };
  }): void;
  onExecute(payload: { readonly args: { readonly contextValue?: unknown } }): void;
  onSubscribe(payload: { readonly args: { readonly contextValue?: unknown } }): void;
  onExecutionResult(payload: {
    readonly result?: unknown;
    readonly context: unknown;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Yoga's own type of a result
    readonly setResult: (result: any) => void;
  }): Promise<void> | undefined;
}

/**
 * Redacts the errors of requests that do not fit the schema: they name nothing that is hidden from the viewer.
 *
 * @throws Error, when Yoga loads a schema that does not enforce its directives
 *
 * @example
 * ```ts
 * const schema = withAuthorization(plainSchema, { viewer: ({ viewer }: Context) => viewer });
 * const viewer = ({ request }: { request: Request }) => verify(request.headers.get('authorization'));
 * const context = async (initial: YogaInitialContext) => ({ viewer: await viewer(initial) });
 * const yoga = createYoga({ schema, context, plugins: [useAuthorization({ viewer })] });
 * ```
 */
export function useAuthorization<TInitialContext = YogaRequest>({
  viewer,
}: YogaAuthorizationOptions<TInitialContext> = {}): YogaAuthorizationPlugin {
  let schema: GraphQLSchema;
  let extension: SchemaExtension;
  // By a request's parameters: each operation of a batch has its own, and the contexts share them.
  const documents = createSideTable<object, DocumentNode>();
  const contexts = createSideTable<object, { readonly context: unknown }>();
  const remember = ({ args: { contextValue } }: { args: { contextValue?: unknown } }): void => {
    contexts.set((contextValue as YogaRequest).params, { context: contextValue });
  };
  return {
    onSchemaChange: (payload) => {
      const loaded = payload.schema as GraphQLSchema;
      extension = requireExtension(loaded, 'useAuthorization');
      schema = loaded;
    },
    onValidate: ({ context, params: { documentAST } }) => {
      documents.set((context as YogaRequest).params, documentAST);
    },
    onExecute: remember,
    onSubscribe: remember,
    onExecutionResult: ({ result, context, setResult }) => {
      const { errors } = (result ?? {}) as YogaResult;
      if (!errors?.some(quotesSchema)) return undefined;
      return redact(errors, context as YogaRequest).then((redacted) =>
        setResult({ ...(result as YogaResult), errors: redacted }),
      );
    },
  };

  async function redact(errors: readonly GraphQLError[], initialContext: YogaRequest) {
    const { params } = initialContext;
    const document = documents.get(params);
    if (!document) return errors;
    const { operationName, variables } = params;
    const roles = await rolesOf(initialContext);
    return redactRequestErrors(schema, errors, { document, operationName, variables, roles });
  }

  async function rolesOf(initialContext: YogaRequest): Promise<readonly string[] | null> {
    const { params } = initialContext;
    const execution = contexts.get(params);
    if (execution) return extension.rolesOf(execution.context);
    return rolesOfViewer((await viewer?.(initialContext as TInitialContext)) ?? null);
  }
}
