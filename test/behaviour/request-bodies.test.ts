import { useGraphward } from '../support/graphward.js';
import { expectBadRequest, post } from '../support/http.js';

const graphward = useGraphward();

const typename = JSON.stringify({ query: '{ __typename }' });

describe('the type of a body', () => {
  it.each([
    'text/plain',
    'text/plain; charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/graphql',
    'application/graphql+json',
    'application/jsonx',
    'application/json, text/plain',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-8; charset=utf-7',
    'application/json; charset=',
    'nonsense',
    '',
  ])('rejects a body of the type "%s" with 415', async (type) => {
    expectBadRequest(await post(graphward, typename, { 'content-type': type }), 415);
  });

  it.each(['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'APPLICATION/JSON'])(
    'accepts a body of the type "%s"',
    async (type) => {
      expect((await post(graphward, typename, { 'content-type': type })).status).toBe(200);
    },
  );

  it('rejects a compressed body with 415', async () => {
    expectBadRequest(await post(graphward, typename, { 'content-encoding': 'gzip' }), 415);
  });
});

it.each([
  '',
  '{',
  '{"query": "{ __typename }"',
  "{'query': '{ __typename }'}",
  'null',
  '1',
  '"{ __typename }"',
  '[]',
  '{}',
  '{"query": null}',
  '{"query": ""}',
  '{"query": 1}',
  '{"query": ["{ __typename }"]}',
  '{"query": {"toString": "{ __typename }"}}',
  '{"query": "{ __typename }", "variables": []}',
  '{"query": "{ __typename }", "variables": "{}"}',
  '{"query": "{ __typename }", "operationName": 1}',
  '{"query": "{ __typename }", "extensions": "x"}',
])('rejects the body %s with 400', async (body) => {
  expectBadRequest(await post(graphward, body), 400);
});

describe('requests that are too large or too deep', () => {
  const filled = (bytes: number) =>
    JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(bytes) } });

  it('rejects a body of more than 128 KiB with 413, with or without a Content-Length', async () => {
    expect((await post(graphward, filled(120 * 1024))).status).toBe(200);
    expectBadRequest(await post(graphward, filled(128 * 1024)), 413);
    expectBadRequest(await post(graphward, filled(128 * 1024), { 'transfer-encoding': 'chunked' }), 413);
  });

  it('rejects headers of more than 16 KiB with 431', async () => {
    const response = await post(graphward, typename, { authorization: `Bearer ${'a'.repeat(20_000)}` });
    expectBadRequest(response, 431);
  });

  it.each(['[', '{"a":'])('rejects 20,000 times %s with 400', async (opening) => {
    expectBadRequest(await post(graphward, opening.repeat(20_000)), 400);
  });

  it('rejects well-formed JSON with 50,000 levels with 400', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expectBadRequest(await post(graphward, `{"query":"{ __typename }","variables":{"x":${deep}}}`), 400);
  });

  it('does not count brackets in strings', async () => {
    const variables = { x: '[{"\\'.repeat(1_000) };
    expect((await post(graphward, JSON.stringify({ query: '{ __typename }', variables }))).status).toBe(200);
  });
});

it.each([
  '{"__proto__":{"polluted":1},"query":"{ __typename }"}',
  '{"query":"{ __typename }","variables":{"__proto__":{"polluted":1}}}',
  '{"query":"{ __typename }","variables":{"a":{"\\u005f_proto__":{"polluted":1}}}}',
  '{"query":"{ __typename }","variables":{"constructor":{"prototype":{"polluted":1}}}}',
])('rejects %s and pollutes no prototype', async (body) => {
  expectBadRequest(await post(graphward, body), 400);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
