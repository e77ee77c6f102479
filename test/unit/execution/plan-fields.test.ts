import { buildSchema, GraphQLError, parse } from 'graphql';
import { findOperation, planDocument } from '../../../src/execution/plan-document.js';
import {
  forOneExecution,
  planFields,
  type PlanMemory,
  type PlannedFields,
} from '../../../src/execution/plan-fields.js';

const schema = buildSchema('type Query { query: Query text: String }');
const query = schema.getQueryType();

/** Plans the root fields of the first operation. */
function plan(text: string, memory: PlanMemory): PlannedFields {
  const { operations, fragments } = planDocument(parse(text));
  const operation = findOperation(operations, null);
  if (operation instanceof GraphQLError || !query) throw new Error('The document has no operation.');
  return planFields({ schema, fragments, variableValues: {} }, query, { ...operation, memory });
}

it('keeps fields in the memory as long as it has room for them', () => {
  const memory = { fieldsLeft: 5 };
  expect(plan('{ text other: text }', memory).memory).toBe(memory);
  expect(memory.fieldsLeft).toBe(2);
  expect(plan('{ text other: text }', memory).memory).toBe(forOneExecution);
  expect(memory.fieldsLeft).toBe(2);
  expect(plan('{ text }', memory).memory).toBe(memory);
  expect(memory.fieldsLeft).toBe(0);
});

it('keeps fields that may be skipped for one execution only', () => {
  const memory = { fieldsLeft: 3 };
  for (const text of [
    '{ text @skip(if: false) }',
    '{ ... @include(if: true) { text } }',
    '{ ...F @skip(if: true) } fragment F on Query { text }',
  ])
    expect(plan(text, memory).memory).toBe(forOneExecution);
  expect(memory.fieldsLeft).toBe(3);
  expect(forOneExecution.fieldsLeft).toBe(Infinity);
});

it('gives a document room for three times as many fields as it has, however often its fragments are spread', () => {
  const fragment = 'fragment F on Query { a: text b: text query { ... { text } } }';
  const spreads = Array.from({ length: 50 }, (_, index) => `x${index}: query { ...F }`).join(' ');
  const { operations } = planDocument(parse(`{ ${spreads} } ${fragment}`));
  expect(operations[0]?.memory.fieldsLeft).toBe(3 * (50 + 4));
});
