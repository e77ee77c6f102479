import {
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  OperationTypeNode,
  subscribe,
  validate,
} from 'graphql';
import { differences, type Outcome } from './differences.js';
import { rootOf } from './model.js';
import { type Answer, answer } from './naive-execution.js';
import type { Asker, Question } from './naive-rules.js';
import { type Execution, Row, type Rows } from './rows.js';
import type { World } from './world.js';
import type { Operation } from './write-operation.js';
import { writeSdl } from './write-sdl.js';

/** Compares the result of an operation with the expected one, and returns the latter. */
export async function expectRightAnswer(
  world: World,
  operation: Operation,
  question: Question,
): Promise<Answer> {
  const expected = answer(world.model, world.rows, operation, question);
  const outcome = await ask(world.guarded, world.rows, operation, question.viewer);
  const found = differences(expected, outcome);
  if (found.length === 0) return expected;
  const mistakes = validate(world.guarded, operation.document).map(String);
  const circumstances = { mistakes, ...question, variables: operation.variables, expected, outcome };
  throw new Error(
    [...found, writeSdl(world.model), operation.text, JSON.stringify(circumstances, null, 1)].join('\n'),
  );
}

export type Executor = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

/** Executes an operation for a viewer; returns the only event of a subscription. */
export async function ask(
  schema: GraphQLSchema,
  rows: Rows,
  { document, variables }: Operation,
  viewer: Asker | null,
  executor: Executor = execute,
): Promise<Outcome> {
  const kind = kindOf(document);
  const contextValue: Execution<Asker | null> = { viewer, runs: [], loads: [], checks: [] };
  const rootValue = rows.source(new Row(rootOf(kind), 0));
  const args = { schema, document, contextValue, rootValue, variableValues: variables };
  const result = kind === OperationTypeNode.SUBSCRIPTION ? await firstEvent(args) : await executor(args);
  const { runs, loads, checks } = contextValue;
  return { result, runs, loads, checks };
}

async function firstEvent(args: ExecutionArgs): Promise<ExecutionResult> {
  const events = await subscribe(args);
  if (!(Symbol.asyncIterator in events)) return events;
  for await (const event of events) return event;
  throw new Error('The subscription has no event.');
}

function kindOf({ definitions }: DocumentNode): OperationTypeNode {
  for (const definition of definitions) if ('operation' in definition) return definition.operation;
  throw new Error('No operation.');
}
