import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../support/readme.js';

const engine = join(projectRoot, 'packages/authorization/src/index.ts');

/** Resolves only the project's own files, because reading the declarations of dependencies takes seconds. */
function fileOf(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith('.')) return resolve(dirname(importer), specifier.replace(/\.js$/, '.ts'));
  return specifier === '@graphward/authorization' ? engine : undefined;
}

const resolveModules: NonNullable<ts.CompilerHost['resolveModuleNameLiterals']> = (literals, importer) =>
  literals.map(({ text }) => {
    const resolvedFileName = fileOf(text, importer);
    return {
      resolvedModule:
        resolvedFileName === undefined ? undefined : { resolvedFileName, extension: ts.Extension.Ts },
    };
  });

/** The exports of a module whose declarations have no `@example`. */
function exportsWithoutExample(file: string): string[] {
  const options: ts.CompilerOptions = { noLib: true, types: [], module: ts.ModuleKind.NodeNext };
  const host = { ...ts.createCompilerHost(options), resolveModuleNameLiterals: resolveModules };
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const exported = module ? checker.getExportsOfModule(module) : [];
  expect(exported).not.toEqual([]);
  return exported
    .filter((symbol) => {
      const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      const declared = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
      return !declared.getJsDocTags(checker).some(({ name }) => name === 'example');
    })
    .map(({ name }) => name);
}

it.each([
  'src/index.ts',
  ...['index', 'apollo', 'yoga'].map((name) => `packages/authorization/src/${name}.ts`),
  ...['index', 'apollo', 'graphql-request', 'relay', 'urql'].map((name) => `packages/client/src/${name}.ts`),
])('shows an example of every export of %s', (file) => {
  expect(exportsWithoutExample(join(projectRoot, file))).toEqual([]);
});

describe('an export without an example', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'graphward-tsdoc-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is found behind a re-export', () => {
    const example = '/**\n * One.\n *\n * @example\n * ```ts\n * one();\n * ```\n */\n';
    writeFileSync(
      join(folder, 'functions.ts'),
      `${example}export function one() {}\n/** Two. */\nexport function two() {}\n`,
    );
    writeFileSync(join(folder, 'index.ts'), "export { one, two as renamed } from './functions.js';\n");
    expect(exportsWithoutExample(join(folder, 'index.ts'))).toEqual(['renamed']);
  });
});
