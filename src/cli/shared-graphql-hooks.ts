/** Module customization hooks (https://nodejs.org/api/module.html#customization-hooks); Node runs them in a thread. */
import type { InitializeHook, ResolveHook } from 'node:module';

let schemaFile: string | undefined;

export const initialize: InitializeHook<{ readonly parentURL: string }> = ({ parentURL }) => {
  schemaFile = parentURL;
};

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  if (!/^graphql(\/|$)/.test(specifier)) return nextResolve(specifier, context);
  // Node assigns what `nextResolve` gets to the same context, so the importer has to be restored.
  const { parentURL } = context;
  try {
    return await nextResolve(specifier, { ...context, parentURL: schemaFile });
  } catch {
    return nextResolve(specifier, { ...context, parentURL });
  }
};
