/**
 * Who may import whom. One direction:
 * cli, serve → app → backend, http → graphql → context, resolvers → services → models.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: '^(src|packages)/', pathNot: [from, ...allowed] },
});

const engine = '^packages/authorization/src/index\\.ts$';

/** A folder of the engine, and those below it. */
const engineFolder = (name, allowed) => ({
  name: `engine-${name}`,
  severity: 'error',
  comment: `the engine's ${name} imports only ${allowed.join(', ') || 'graphql'}`,
  from: { path: `^packages/authorization/src/${name}/` },
  to: {
    pathNot: [name, ...allowed]
      .map((each) => `^packages/authorization/src/${each}/`)
      .concat('node_modules/(graphql|lru-cache)/'),
  },
});

module.exports = {
  forbidden: [
    engineFolder('policy', ['schema-copy']),
    engineFolder('operation', ['policy']),
    engineFolder('schema-copy', []),
    engineFolder('visible', ['policy', 'schema-copy']),
    engineFolder('enforce', ['policy', 'operation', 'schema-copy', 'visible']),
    engineFolder('report', ['policy', 'operation', 'schema-copy', 'visible', 'enforce']),
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^(src|packages)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/generated/' },
      to: {},
    },
    only('errors-stand-alone', '^src/errors/', [], 'errors import nothing of ours'),
    only(
      'trusted-files-stand-alone',
      '^src/trusted-files/',
      [],
      'who may write a file depends on nothing else',
    ),
    only('supervision-stands-alone', '^src/supervision/', [], 'restart policy depends on nothing else'),
    only(
      'config-stands-alone',
      '^src/config/',
      ['^src/trusted-files/'],
      'config imports only what reads its files',
    ),
    only(
      'embedded-mongodb-stands-alone',
      '^src/embedded-mongodb/',
      ['^src/(trusted-files|supervision)/'],
      'an engine with a socket, nothing more',
    ),
    only(
      'identity-is-pure',
      '^src/identity/',
      ['^src/errors/'],
      'who someone is does not depend on how it is stored',
    ),
    only(
      'observability-stands-alone',
      '^src/observability/',
      ['^src/errors/'],
      'everything may log; logging knows nobody',
    ),
    only('models-know-only-storage', '^src/models/', ['^src/errors/'], 'models store; they do not decide'),
    only(
      'services-use-models',
      '^src/services/',
      ['^src/(models|identity|errors|observability)/'],
      'services never know about GraphQL or HTTP',
    ),
    only(
      'resolvers-are-thin',
      '^src/resolvers/',
      [engine, '^src/(services|identity|errors|generated)/', '^src/context'],
      'unpack, call one service, return',
    ),
    only(
      'graphql-stops-at-services',
      '^src/graphql/',
      [engine, '^src/context', '^src/(resolvers|services|identity|errors|observability)/'],
      'graphql never reaches models',
    ),
    only(
      'http-stops-at-graphql',
      '^src/http/',
      ['^src/context', '^src/(graphql|services|identity|errors|observability)/'],
      'http never reaches models',
    ),
    {
      name: 'models-alone-import-mongoose',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/models/' },
      to: { path: 'node_modules/mongoose/' },
    },
    {
      name: 'generated-is-for-resolvers',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(resolvers|generated)/' },
      to: { path: '^src/generated/' },
    },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      comment: 'what runs must be among the dependencies',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
