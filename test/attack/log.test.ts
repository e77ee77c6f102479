import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildASTSchema,
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
} from 'graphql';
import type { GraphqlResult } from '../support/client.js';
import { expectData } from '../support/expectations.js';
import { post } from '../support/http.js';
import { useLiveServer } from './live-server.js';

/** Part of every string, alias and variable in the requests. It must never be logged. */
const mark = 'marked_7f3a';
const alice = { email: 'alice@example.com', password: `${mark} of alice herself` };
const admin = { email: 'admin@example.com', password: `${mark} of the administrator` };

const server = useLiveServer({
  env: {
    LOG_LEVEL: 'trace',
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    SIGN_IN_LIMIT_PER_ACCOUNT: '100000',
    SIGN_IN_LIMIT_PER_ADDRESS: '100000',
  },
});

const folder = join(__dirname, '../../schema');
const sdl = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
const schema = buildASTSchema(parse(sdl.join('\n')));
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

type Input = GraphQLArgument | GraphQLInputField;
interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** A valid value of a type, for a GraphQL literal or for JSON. */
function valid(type: GraphQLInputType, name: string): unknown {
  if (isNonNullType(type)) return valid(type.ofType, name);
  if (isListType(type)) return [valid(type.ofType, name)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) return objectOf(Object.values(type.getFields()));
  if (type.toString() === 'Boolean') return true;
  if (type.toString() === 'Int') return 1;
  return /email/i.test(name) ? `${mark}@example.com` : `${mark} in ${name}`;
}

function objectOf(inputs: readonly Input[]): Record<string, unknown> {
  return Object.fromEntries(inputs.map(({ name, type }) => [name, valid(type, name)]));
}

const wrongValues = [
  null,
  `${mark} of the wrong type`,
  { [mark]: `${mark} inside` },
  [[`${mark} in a list`]],
  1.5,
  '\ud800',
];

/** Formats JSON as a GraphQL literal. A text in capitals becomes an enum value, and `$…` a variable. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(' ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, member]) => `${name}: ${literal(member)}`)
      .join(' ')}}`;
  if (typeof value === 'string' && /^(\$\w+|[A-Z]+)$/.test(value)) return value;
  return JSON.stringify(value);
}

function ask(field: (typeof mutations)[number], args: unknown, head = ''): string {
  const entries = Object.entries(args as Record<string, unknown>);
  const sent = entries.map(([name, value]) => `${name}: ${literal(value)}`).join(', ');
  return `mutation ${mark}${head} { ${mark}: ${field.name}${sent && `(${sent})`} { __typename } }`;
}

/** Every argument and input field, as a path. */
function* inputPaths(
  inputs: readonly Input[],
  path: readonly string[] = [],
): Generator<[Input, readonly string[]]> {
  for (const input of inputs) {
    const inputPath = [...path, input.name];
    yield [input, inputPath];
    const type = getNamedType(input.type);
    if (isInputObjectType(type)) yield* inputPaths(Object.values(type.getFields()), inputPath);
  }
}

/** A copy with another value at a path; undefined removes the property. */
function withValue(
  object: Record<string, unknown>,
  [name = '', ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const { [name]: old, ...others } = object;
  const put = rest.length > 0 ? withValue(old as Record<string, unknown>, rest, value) : value;
  return put === undefined ? others : { ...others, [name]: put };
}

function* wrongRequests(field: (typeof mutations)[number]): Generator<Request> {
  const right = objectOf(field.args);
  const types = field.args.map(({ name, type }) => `$${name}_${mark}: ${type.toString()}`).join(', ');
  const variablesOf = (args: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(args).map(([name, value]) => [`${name}_${mark}`, value]));
  const byVariable = Object.fromEntries(field.args.map(({ name }) => [name, `$${name}_${mark}`]));
  for (const [input, path] of inputPaths(field.args)) {
    for (const wrong of [...wrongValues, undefined]) {
      const args = withValue(right, path, wrong);
      yield { query: ask(field, args) };
      yield { query: ask(field, byVariable, `(${types})`), variables: variablesOf(args) };
    }
    // Passes validation, which sees the default, but is null at execution.
    const nullable = getNullableName(input.type);
    const fallback = literal(valid(input.type, input.name));
    const nulled = withValue(right, path, `$v_${mark}`);
    const head = `($v_${mark}: ${nullable} = ${fallback})`;
    yield { query: ask(field, nulled, head), variables: { [`v_${mark}`]: null } };
    yield { query: ask(field, nulled, head), variables: { [`v_${mark}`]: `${mark} in a variable` } };
  }
  for (const directive of ['skip', 'include']) {
    const query = ask(field, right, `($x: Boolean = true)`);
    const variables = { x: null };
    yield { query: query.replace(' { __typename }', ` @${directive}(if: $x) { __typename }`), variables };
    yield { query: query.replace('__typename }', `__typename @${directive}(if: $x) }`), variables };
  }
}

function getNullableName(type: GraphQLInputType): string {
  return type.toString().replace(/!$/, '');
}

/** Access tokens of the viewers that send the requests. Some requests revoke these sessions. */
async function signInAll(): Promise<readonly (string | undefined)[]> {
  const login = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
  const tokens = [alice, admin].map(async (input) => {
    const { login: payload } = expectData(await server().ask(login, { input }));
    return (payload as { accessToken: string }).accessToken;
  });
  return [undefined, ...(await Promise.all(tokens))];
}

describe('the log of a live server at LOG_LEVEL=trace', () => {
  it.each(['login', 'changePassword'])(
    'contains no password when a variable in the input of %s is null, which is a client error',
    async (name) => {
      const secretOf = name === 'login' ? 'email: $e, password' : 'currentPassword: $e, newPassword';
      const query = `mutation ($e: String = "a@b.c") { ${name}(input: {${secretOf}: "${mark} in ${name}"}) { accessToken } }`;

      const { status, errors, description } = await server().ask(query, { e: null });

      expect(status).toBe(200);
      expect(errors).toMatchObject([
        { path: [name], extensions: { code: 'BAD_USER_INPUT', field: 'input' } },
      ]);
      expect(description.split('→')[1]).not.toContain(mark);
      expect(server().said().stdout).not.toContain(mark);
    },
  );

  it.each(['{ __typename @skip(if: $x) }', '{ __type(name: "User") { name @include(if: $x) } }'])(
    'contains no error for %s with null, which is a client error',
    async (selection) => {
      const { status, errors } = await server().ask(`query ($x: Boolean = true) ${selection}`, { x: null });

      expect([status, errors?.map(({ extensions }) => extensions.code)]).toEqual([200, ['BAD_USER_INPUT']]);
      expect(server().said().stdout).not.toContain('"level":50');
    },
  );

  it('contains no text of any request, however invalid it is', async () => {
    const failures: string[] = [];
    const note = ({ status, errors, description }: GraphqlResult) => {
      const isOurs =
        status >= 500 || errors?.some(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR');
      if (isOurs) failures.push(description);
    };
    let sent = 0;
    const register = 'mutation ($input: RegisterInput!) { register(input: $input) { tokenType } }';
    expectData(await server().ask(register, { input: alice }));
    for (const field of mutations) {
      for (const token of await signInAll()) {
        for (const { query, variables } of wrongRequests(field)) {
          note(await server().ask(query, variables, { token, operationName: mark }));
          sent += 1;
        }
      }
    }
    for (const body of [`{"query": "${mark}`, `"${mark}"`, `{"${mark}": 1}`, `{"query": "{ ${mark} }"}`])
      expect((await post(server(), body)).status).toBe(400);
    for (const path of [
      `/${mark}`,
      `/graphql?query={${mark}}`,
      `/graphql?access_token=${mark}`,
      `/%zz${mark}`,
    ])
      await server().statusOf(path);
    await server().ask(`{ ${mark}: users { totalCount } }`);

    const { stdout, stderr } = server().said();
    expect(failures).toEqual([]);
    expect(sent).toBeGreaterThan(500);
    // Proves that the log is not empty: it names the denied schema coordinate.
    expect(stdout).toContain('"coordinate":"Query.users"');
    const leaks = `${stdout}${stderr}`.split('\n').filter((line) => line.includes(mark));
    expect(leaks.slice(0, 5)).toEqual([]);
  }, 240_000);
});
