import { startGraphward } from '../support/graphward.js';

const variables = {
  APOLLO_KEY: 'service:graph:secret',
  APOLLO_GRAPH_REF: 'graph@current',
  APOLLO_SCHEMA_REPORTING: 'true',
};

beforeEach(() => Object.assign(process.env, variables));
afterEach(() => {
  for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
});

it("reports neither requests nor the schema to Apollo's servers, whatever the environment says", async () => {
  const graphward = await startGraphward();
  await graphward.ask('{ __typename }');
  await graphward.stop();
  const messages = graphward.logLines.map(({ msg }) => String(msg));
  expect(messages.filter((message) => /report/i.test(message))).toEqual([]);
});
