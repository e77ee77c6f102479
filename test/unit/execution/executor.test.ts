import {
  buildSchema,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  GraphQLSchema,
  isObjectType,
  parse,
} from 'graphql';
import { createExecutor } from '../../../src/execution/create-executor.js';
import { after, sdl, withTypes } from './compare-executors.js';

it('finds the operation with the name', async () => {
  const own = createExecutor(buildSchema(sdl));
  const document = parse('query First { text } query Second { other: text }');
  const run = (operationName?: string | null) => own({ document, operationName, rootValue: { text: 'a' } });
  expect(await run('Second')).toEqual({ data: { other: 'a' } });
  expect((await run('Third')).errors?.map(String)).toEqual(['Unknown operation named "Third".']);
  expect((await run(null)).errors).toHaveLength(1);
});

describe('names no value in an error', () => {
  const secret = { secret: 'only for the owner' };
  const scalar = new GraphQLScalarType({ name: 'Code', serialize: () => null });
  it.each<[string, GraphQLSchema, string, RegExp]>([
    [
      'of the wrong type',
      withTypes(
        () => 'Dog',
        () => false,
      ),
      '{ pet { name } }',
      /^Expected value of type "Dog"\.$/,
    ],
    [
      'of the wrong type, late',
      withTypes(
        () => 'Dog',
        () => after(1, false),
      ),
      '{ pet { name } }',
      /^Expected value of type "Dog"\.$/,
    ],
    [
      'whose type has no name',
      withTypes(() => secret),
      '{ pet { name } }',
      /must resolve to the name of an Object type/,
    ],
    [
      'that a scalar makes null',
      withScalar(scalar),
      '{ code }',
      /^Expected `Code\.serialize` to return a value other than null\.$/,
    ],
  ])('%s', async (_title, schema, query, message) => {
    const own = createExecutor(schema);
    const { errors } = await own({ document: parse(query), rootValue: { pet: secret, code: secret } });
    expect(errors?.map((error) => error.message)).toEqual([expect.stringMatching(message)]);
    expect(JSON.stringify(errors)).not.toContain('owner');
  });

  function withScalar(code: GraphQLScalarType): GraphQLSchema {
    const schema = buildSchema('type Query { code: Code } scalar Code');
    const field = schema.getQueryType()?.getFields().code;
    if (field) field.type = code;
    return schema;
  }
});

/** A schema whose resolver keeps what it is called with. */
function recording(name: string): { readonly schema: GraphQLSchema; readonly infos: GraphQLResolveInfo[] } {
  const schema = buildSchema(sdl);
  const infos: GraphQLResolveInfo[] = [];
  const resolve: GraphQLFieldResolver<unknown, unknown> = (_source, _args, _context, info) => {
    infos.push(info);
    return {};
  };
  const field = schema.getType('Node');
  if (isObjectType(field)) Object.assign(field.getFields()[name] ?? {}, { resolve });
  return { schema, infos };
}

it('gives the resolvers of a field the same nodes in one execution, and others in the next', async () => {
  const { schema, infos } = recording('text');
  const own = createExecutor(schema);
  const document = parse('{ nodes { text ...F } } fragment F on Node { text }');
  for (let count = 0; count < 2; count += 1) await own({ document, rootValue: { nodes: [{}, {}] } });
  const [first, second, third] = infos;
  expect(infos).toHaveLength(4);
  expect(first?.fieldNodes).toHaveLength(2);
  expect(second?.fieldNodes).toBe(first?.fieldNodes);
  expect(third?.fieldNodes).toEqual(first?.fieldNodes);
  expect(third?.fieldNodes).not.toBe(first?.fieldNodes);
  expect(third?.fragments).not.toBe(first?.fragments);
});

it('keeps its plans from resolvers and readers of errors that change what they are given', async () => {
  const schema = buildSchema(sdl);
  const own = createExecutor(schema);
  const document = parse('{ node { ...F } echo(a: 5) } fragment F on Node { text }');
  const other = parse('fragment F on Node { required }').definitions[0];
  const spoil = (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
    Object.assign(info.fragments, { F: other });
    (info.fieldNodes as unknown[]).length = 0;
    return { text: 'a', required: 'b' };
  };
  const failing = (): never => {
    throw new Error('once');
  };
  const { errors } = await own({ document, rootValue: { node: spoil, echo: failing } });
  (errors?.[0]?.nodes as unknown[]).length = 0;

  const rootValue = { node: { text: 'a', required: 'b' }, echo: ({ a }: { a: number }) => String(a) };
  expect(await own({ document, rootValue })).toEqual({ data: { node: { text: 'a' }, echo: '5' } });
});

it('shares no object that the results of other executions inherit from', async () => {
  const { data } = await createExecutor(buildSchema(sdl))({ document: parse('{ text }'), rootValue: {} });
  expect(() => Object.assign(Object.getPrototypeOf(data) as object, { text: 'polluted' })).toThrow(TypeError);
});

it('calls a resolver that replaced another one after the first execution', async () => {
  const { schema, infos } = recording('child');
  const own = createExecutor(schema);
  const document = parse('{ node { child { text } } }');
  await own({ document, rootValue: { node: {} } });
  const type = schema.getType('Node');
  if (isObjectType(type))
    Object.assign(type.getFields().child ?? {}, { resolve: () => ({ text: 'replaced' }) });
  expect(await own({ document, rootValue: { node: {} } })).toEqual({
    data: { node: { child: { text: 'replaced' } } },
  });
  expect(infos).toHaveLength(1);
});

it('rejects an invalid schema when it is created', () => {
  expect(() => createExecutor(new GraphQLSchema({}))).toThrow('Query root type must be provided.');
});
