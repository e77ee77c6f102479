import { getIntrospectionQuery } from 'graphql';
import { cleanUpProcesses, type ServerProcess } from '../support/process.js';
import { introspectionQueries } from './introspection-queries.js';
import { startLiveServer } from './live-server.js';

let server: ServerProcess;
beforeAll(async () => {
  server = await startLiveServer();
});
afterAll(cleanUpProcesses);

const times = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');
const nested = '__schema { types { name fields { name type { name fields { name type { name } } } } } }';

describe('the introspection query of a client', () => {
  it.each(Object.entries(introspectionQueries))('is accepted: %s', async (_client, query) => {
    const { status, errors, data } = await server.ask(query);

    expect([status, errors]).toEqual([200, undefined]);
    expect(data?.__schema).toBeDefined();
  });
});

describe('introspection', () => {
  it.each([
    ['fifty aliases of __schema', `{ ${times(50, (index) => `a${index}: ${nested}`)} }`],
    ['three aliases of __schema', `{ ${times(3, (index) => `a${index}: __schema { types { name } }`)} }`],
    [
      'fields of the types of fields',
      `{ __schema { types { ${times(5, (index) => `a${index}: fields { type { fields { name description type { name } } } }`)} } } }`,
    ],
    [
      'possible types inside possible types',
      `{ __schema { types { possibleTypes { interfaces { possibleTypes { fields { name args { name } } } } } fields { type { possibleTypes { fields { name } } inputFields { type { inputFields { name description } } } fields { args { type { inputFields { name } } } } } } } } }`,
    ],
    ['eleven aliases of __type', `{ ${times(11, (index) => `a${index}: __type(name: "User") { name }`)} }`],
    [
      '__type with nested fields',
      `{ ${times(10, (index) => `a${index}: __type(name: "Mutation") { fields { type { fields { type { name } } } args { type { inputFields { name description type { name inputFields { name } } } } } } }`)} }`,
    ],
  ])('is rejected for %s', async (_how, query) => {
    const { status, errors, description } = await server.ask(query);

    expect([status, errors?.[0]?.extensions.code ?? description]).toEqual([400, 'QUERY_TOO_COMPLEX']);
  });

  it.each([
    ['the whole schema twice', `{ a: ${wholeSchema()} b: ${wholeSchema()} } ${fragments()}`],
    [
      'names under long aliases',
      `{ __schema { types { fields { ${times(50, (index) => `${longAlias(index)}: name`)} } } } }`,
    ],
    [
      'lists under long aliases',
      `{ __schema { types { ${times(50, (index) => `${longAlias(index)}: fields { __typename }`)} } } }`,
    ],
    [
      'lists and names under long aliases',
      `{ __schema { types { enumValues { ${times(25, (index) => `${longAlias(index)}: name`)} } fields { ${times(25, (index) => `${longAlias(index)}: name`)} } } } }`,
    ],
    [
      'descriptions',
      `{ __schema { ${times(8, (index) => `a${index}: types { description fields { description } inputFields { description } enumValues { description } }`)} } }`,
    ],
    [
      'names',
      `{ __schema { ${times(20, (index) => `a${index}: types { fields { name args { name } } }`)} } }`,
    ],
    [
      '__type',
      `{ ${times(10, (index) => `t${index}: __type(name: "Mutation") { ...FullType }`)} } ${fragments()}`,
    ],
  ])('responds with at most three times the whole schema to a query for %s', async (_what, query) => {
    const whole = JSON.stringify((await server.ask(getIntrospectionQuery())).data).length;
    const { data, errors } = await server.ask(query);

    // The query is either rejected or within the bound.
    if (data) expect(JSON.stringify(data).length).toBeLessThan(3 * whole);
    else expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
  });
});

/** An alias of the maximum length. */
function longAlias(index: number): string {
  return `a${index}`.padEnd(128, 'a');
}

function wholeSchema(): string {
  const text = getIntrospectionQuery();
  return text.slice(text.indexOf('__schema'), text.indexOf('fragment FullType')).trim().replace(/\}$/, '');
}

function fragments(): string {
  const text = getIntrospectionQuery();
  return text.slice(text.indexOf('fragment FullType'));
}
