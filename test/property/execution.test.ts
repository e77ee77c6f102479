/** The server's executor against graphql-js's, with random schemas, policies, operations and broken resolvers. */
import { type ExecutionResult, parse } from 'graphql';
import { ask, type Executor } from '../../packages/authorization/test/property/ask.js';
import { Choices } from '../../packages/authorization/test/property/choices.js';
import type { Outcome } from '../../packages/authorization/test/property/differences.js';
import { addFaults, breakRegistrations } from '../../packages/authorization/test/property/faults.js';
import type { Question } from '../../packages/authorization/test/property/naive-rules.js';
import { cases, property } from '../../packages/authorization/test/property/property.js';
import { registrationsOf } from '../../packages/authorization/test/property/registrations.js';
import { createWorld, decisionsOfAWorld, enforce } from '../../packages/authorization/test/property/world.js';
import {
  type Operation,
  writeOperation,
} from '../../packages/authorization/test/property/write-operation.js';
import { writeSdl } from '../../packages/authorization/test/property/write-sdl.js';
import { unhandledRejections } from '../../packages/authorization/test/support/unhandled-rejections.js';
import { createExecutor } from '../../src/execution/create-executor.js';

const occurred = { operations: 0, errors: 0, nulls: 0, otherVariables: 0, resolvers: 0, rejections: 0 };

property(
  'an operation has the same response, errors and resolver calls as with graphql-js',
  1 / 8,
  decisionsOfAWorld,
  async (decided) => {
    const { model, rows, questions } = createWorld(decided);
    const registrations = registrationsOf(model, rows);
    const broken = addFaults(rows.schema(), decided.data);
    const schemas = {
      'no policy': rows.schema(),
      policy: enforce(rows.schema(), registrations),
      'no policy, faults': broken,
      'policy, faults': enforce(broken, breakRegistrations(registrations, decided.data)),
    };
    const operations = decided.operations.flatMap((each) =>
      variantsOf(writeOperation(model, new Choices(each))),
    );
    for (const [name, schema] of Object.entries(schemas)) {
      const executor = createExecutor(schema) as Executor;
      const askBoth = async (operation: Operation, { viewer }: Question) => {
        const expected = await observe(() => ask(schema, rows, operation, viewer));
        const found = await observe(() => ask(schema, rows, operation, viewer, executor));
        if (expected === found) return;
        const { text, variables } = operation;
        const lines = [name, writeSdl(model), text, JSON.stringify(variables), expected, found];
        throw new Error(lines.join('\n'));
      };
      for (const operation of operations)
        for (const question of questions) await askBoth(operation, question);
    }
  },
);

it('the cases contain what may differ', () => {
  expect(occurred.operations).toBeGreaterThan(cases * 8);
  expect(occurred.errors).toBeGreaterThan(cases * 3);
  expect(occurred.nulls).toBeGreaterThan(cases / 2);
  expect(occurred.otherVariables).toBeGreaterThan(cases / 10);
  expect(occurred.resolvers).toBeGreaterThan(cases * 10);
  expect(occurred.rejections).toBeGreaterThan(0);
});

/** The same document with its variables and, if it has any of type Boolean, with their opposites: other fields are skipped. */
function variantsOf({ text, variables }: Operation): Operation[] {
  const document = parse(text);
  const opposite = Object.entries(variables).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? !value : value,
  ]);
  const others = Object.fromEntries(opposite) as Operation['variables'];
  const isSame = JSON.stringify(others) === JSON.stringify(variables);
  if (!isSame) occurred.otherVariables += 1;
  return [variables, ...(isSame ? [] : [others, variables])].map((each) => ({
    text,
    document,
    variables: each,
  }));
}

/** Everything that can be observed of an execution, as text. */
async function observe(execute: () => Promise<Outcome>): Promise<string> {
  let outcome: Outcome | undefined;
  const rejections = await unhandledRejections(async () => {
    outcome = await execute();
  });
  if (!outcome) throw new Error('The execution has no outcome.');
  const { result, runs, loads, checks } = outcome;
  occurred.operations += 1;
  occurred.errors += result.errors ? 1 : 0;
  occurred.nulls += result.data === null ? 1 : 0;
  occurred.resolvers += runs.length;
  occurred.rejections += rejections.length;
  return JSON.stringify([visibleIn(result), runs, loads, checks, rejections.map(String)], null, 1);
}

function visibleIn({ data, errors }: ExecutionResult): unknown {
  const details = errors?.map(({ message, path, locations, extensions, originalError }) => ({
    message,
    path,
    locations,
    extensions,
    original: originalError?.name,
  }));
  return [data, details];
}
