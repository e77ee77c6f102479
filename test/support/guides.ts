import { compileFunction } from 'node:vm';
import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import type { ExecutionResult } from 'graphql';
import type { YogaServerInstance } from 'graphql-yoga';
import ts from 'typescript';
import { type CodeBlock, labelledBlocks } from './readme.js';

/** An operation that a guide shows, the viewer who sends it, and the result that follows it in the text. */
interface GuideExample {
  readonly viewer: string;
  readonly operation: string;
  readonly result: unknown;
}

type Send = (operation: string, key: string) => Promise<ExecutionResult>;

/** What the program of a guide exports: a server, or a function that executes operations. */
interface GuideProgram {
  readonly ask?: Send;
  readonly yoga?: YogaServerInstance<object, object>;
  readonly apollo?: ApolloServer;
  /** Of Apollo Server. */
  readonly context?: (request: { readonly req: object }) => Promise<object>;
  readonly app?: FastifyInstance;
}

/** Each ```graphql VIEWER block with the ```json result that follows it. */
export function examplesOf(file: string): readonly GuideExample[] {
  const blocks = labelledBlocks(file);
  return blocks.flatMap(({ language, label, code }, index) => {
    if (language !== 'graphql' || label.startsWith('before')) return [];
    const next = blocks[index + 1];
    if (next?.label !== 'result') throw new Error(`${file}: a result must follow the operation\n${code}`);
    return [{ viewer: label, operation: code, result: JSON.parse(next.code) as unknown }];
  });
}

/** Runs a program of a guide and returns how to send it operations with a viewer's key. */
export function startGuide(file: string, label: string): Send {
  const { ask, yoga, apollo, context, app } = runGuide(file, label) as GuideProgram;
  if (ask) return ask;
  if (yoga) return (query, key) => sendToYoga(yoga, query, key);
  if (apollo && context) {
    return async (query, key) =>
      sendToApollo(apollo, query, await context({ req: { headers: { 'x-api-key': key } } }));
  }
  if (app) return (query, key) => sendToFastify(app, query, key);
  throw new Error(`${file}: ${label} exports no server.`);
}

/** Runs a program of a guide and returns its exports. */
export function runGuide(file: string, label: string): unknown {
  return runProgram(labelledBlocks(file), label);
}

/** The program of a tutorial that builds a module: each block `part` is a part of the object that defines it. */
export function moduleOfTutorial(file: string): string {
  const codeOf = (label: string) =>
    labelledBlocks(file)
      .filter((block) => block.label === label)
      .map(({ code }) => code)
      .join('\n');
  return `${codeOf('module.ts')}\nexport const ideasModule = defineModule({\n${codeOf('part')}\n});\nvoid requireUser;\n`;
}

/** Runs the program of a tutorial and returns its exports. */
export function runTutorial(file: string): unknown {
  return runProgram([{ language: 'ts', label: 'module.ts', code: moduleOfTutorial(file) }], 'module.ts');
}

/** The syntax errors of a block of TypeScript. */
export function syntaxErrorsOf(code: string): readonly string[] {
  const { diagnostics = [] } = transpile(code);
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

function transpile(code: string): ts.TranspileOutput {
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2023,
    esModuleInterop: true,
  };
  return ts.transpileModule(code, { compilerOptions, reportDiagnostics: true });
}

/** Imports of `./name.js` find the block with the label `name.ts`. */
function runProgram(blocks: readonly CodeBlock[], label: string): unknown {
  const code = blocks.filter((block) => block.label === label).map((block) => block.code);
  expect(code).not.toEqual([]);
  const { outputText } = transpile(code.join('\n'));
  const load = (name: string): unknown => {
    if (name.startsWith('./')) return runProgram(blocks, name.slice(2).replace(/\.js$/, '.ts'));
    return jest.requireActual(name === 'graphward' ? '../../src/index.js' : name);
  };
  const exported = {};
  const run = compileFunction(outputText, ['require', 'exports']) as (
    require: unknown,
    exports: object,
  ) => void;
  run(load, exported);
  return exported;
}

async function sendToYoga(
  yoga: YogaServerInstance<object, object>,
  query: string,
  key: string,
): Promise<ExecutionResult> {
  const headers = { 'content-type': 'application/json', 'x-api-key': key };
  const body = JSON.stringify({ query });
  const response = await yoga.fetch('http://localhost/graphql', { method: 'POST', headers, body });
  return (await response.json()) as ExecutionResult;
}

async function sendToApollo(apollo: ApolloServer, query: string, contextValue: object) {
  const { body } = await apollo.executeOperation({ query }, { contextValue });
  if (body.kind !== 'single') throw new Error('The result is incremental.');
  return body.singleResult as ExecutionResult;
}

async function sendToFastify(app: FastifyInstance, query: string, key: string): Promise<ExecutionResult> {
  const headers = { 'x-api-key': key };
  const response = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
  return response.json();
}
