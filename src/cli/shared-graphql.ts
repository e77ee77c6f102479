import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** From now on, every `import 'graphql'` of this process loads the copy that this file would load, if it has one. */
export function shareGraphqlWith(file: string): void {
  const parentURL = pathToFileURL(resolve(file)).href;
  register(new URL('./shared-graphql-hooks.js', import.meta.url), { data: { parentURL } });
}
