/** Executes operations with the server's executor and with graphql-js's. */
import { buildSchema, execute, type GraphQLSchema, isAbstractType, isObjectType, parse } from 'graphql';
import { unhandledRejections } from '../../../packages/authorization/test/support/unhandled-rejections.js';
import { createExecutor } from '../../../src/execution/create-executor.js';

export const sdl = `
  type Query { text: String required: String! number: Int! node: Node child: Node! nodes: [Node!] some: [Node] grid: [[Int!]!]
    echo(a: Int = 3, b: Filter): String pet: Pet pets: [Pet] }
  type Mutation { first: Node second: Node! third: Int }
  type Node { text: String required: String! node: Node child: Node! nodes: [Node!] }
  input Filter { x: Int! y: [String] = ["q"] }
  interface Pet { name: String }
  type Dog implements Pet { name: String bark: String }
  type Cat implements Pet { name: String purr: String }
`;

export interface Case {
  readonly query: string;
  /** Called for each execution. */
  readonly root?: () => unknown;
  readonly variables?: readonly Readonly<Record<string, unknown>>[];
  readonly schema?: GraphQLSchema;
}

/** Executes a document with both executors, twice with each set of variables, so that plans are used again. */
export async function expectSameResult({
  query,
  root,
  variables = [{}],
  schema = buildSchema(sdl),
}: Case): Promise<void> {
  const own = createExecutor(schema);
  const document = parse(query);
  for (const variableValues of [...variables, ...variables]) {
    const observe = async (run: typeof own) => {
      let observed: unknown;
      const rejections = await unhandledRejections(async () => {
        const result = run({ document, variableValues, rootValue: root?.() });
        const { data, errors } = await result;
        const details = errors?.map((error) => ({
          ...error.toJSON(),
          // graphql-js quotes the value.
          message: error.message.replace(/ but got: .*\.$/, '.'),
          original: error.originalError?.name,
        }));
        observed = { isPromise: 'then' in result, data: JSON.stringify(data), details };
      });
      return { observed, rejections: rejections.map(String) };
    };
    const expected = await observe((request) => execute({ schema, ...request }));
    expect(await observe(own)).toEqual(expected);
  }
}

export const after = async (turns: number, value: unknown): Promise<unknown> => {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  return value;
};
export const failAfter = (turns: number, message: string) => async () => {
  await after(turns, null);
  throw new Error(message);
};
export const fail = (message: string) => () => {
  throw new Error(message);
};
/** A promise of another library. */
export const thenable = (value: unknown) => ({
  then: (resolve: (value: unknown) => unknown, reject: (reason: unknown) => unknown) =>
    after(2, value).then(resolve, reject),
});

/** The schema above, whose abstract types ask these functions. */
export function withTypes(resolveType: unknown, isDog?: unknown, isCat?: unknown): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type) && resolveType) type.resolveType = resolveType as typeof type.resolveType;
    if (!isObjectType(type)) continue;
    if (type.name === 'Dog') type.isTypeOf = isDog as typeof type.isTypeOf;
    if (type.name === 'Cat') type.isTypeOf = isCat as typeof type.isTypeOf;
  }
  return schema;
}
