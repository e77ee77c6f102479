import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const source = (name: string) => join(__dirname, `../../src/${name}.ts`);

/** The code that an application gets which imports this file, minified. */
async function bundle(name: string): Promise<string> {
  const bundled = await rolldown({
    input: source(name),
    external: [/^@apollo\/client/, '@urql/core', 'rxjs', 'relay-runtime'],
    treeshake: { moduleSideEffects: false },
  });
  const { output } = await bundled.generate({ format: 'esm', minify: true });
  return output.map((file) => (file.type === 'chunk' ? file.code : '')).join('');
}

it('has less than 6 kB, compressed', async () => {
  expect(gzipSync(await bundle('index')).length).toBeLessThan(6_000);
});

it.each(['apollo', 'urql', 'relay', 'graphql-request'])('has a small adapter for %s', async (name) => {
  expect(gzipSync(await bundle(name)).length).toBeLessThan(1_500);
});

it('imports no package', async () => {
  expect(await bundle('index')).not.toMatch(/\bimport\b/);
});
