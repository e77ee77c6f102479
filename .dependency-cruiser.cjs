/**
 * Import rules. Dependencies point one way:
 * cli, serve → workers → app → backend, http → graphql → modules, resolvers → context → services → models.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: '^(src|packages)/', pathNot: [from, ...allowed] },
});

/** What only these files of the server may import. */
const reserved = (name, imported, importers) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: importers },
  to: { path: imported },
});

const engine = '^packages/authorization/src/(index|apollo)\\.ts$';

/** A folder of the engine may import only the listed folders, graphql and lru-cache. */
const engineFolder = (name, allowed) => ({
  name: `engine-${name}`,
  severity: 'error',
  comment: `the engine's ${name} imports only ${allowed.join(', ') || 'graphql'}`,
  from: { path: `^packages/authorization/src/${name}/` },
  to: {
    pathNot: [name, ...allowed]
      .map((each) => `^packages/authorization/src/${each}/`)
      .concat('node_modules/(graphql|tiny-lru)/'),
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
      name: 'client-stands-alone',
      severity: 'error',
      comment:
        'the client imports no package and none of our other code; each adapter imports its GraphQL client',
      from: { path: '^packages/client/src/', pathNot: '/(apollo|relay|urql)\\.ts$' },
      to: { pathNot: '^packages/client/src/' },
    },
    {
      name: 'client-adapters',
      severity: 'error',
      from: { path: '^packages/client/src/(apollo|relay|urql)\\.ts$' },
      to: { pathNot: '^packages/client/src/|node_modules/(@apollo/client|rxjs|relay-runtime|@urql/core)/' },
    },
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
    only('errors-stand-alone', '^src/errors/', [], 'errors import none of our code'),
    only(
      'trusted-files-stand-alone',
      '^src/trusted-files/',
      [],
      'checks of file permissions import none of our code',
    ),
    only('supervision-stands-alone', '^src/supervision/', [], 'the restart policy imports none of our code'),
    only(
      'config-stands-alone',
      '^src/config/',
      ['^src/(trusted-files|key-folder)/'],
      'config imports only the check of its files',
    ),
    only(
      'key-folder-provides-the-keyring',
      '^src/key-folder/',
      ['^src/(trusted-files|identity|observability)/'],
      'the folder of signing keys knows nothing of the server',
    ),
    only(
      'embedded-mongodb-stands-alone',
      '^src/embedded-mongodb/',
      ['^src/(trusted-files|supervision)/'],
      'the embedded database knows nothing of the API',
    ),
    only('identity-is-pure', '^src/identity/', ['^src/errors/'], 'identity does not depend on storage'),
    only(
      'observability-stands-alone',
      '^src/observability/',
      ['^src/errors/'],
      'every layer may log, so logging imports no layer',
    ),
    only(
      'models-know-only-storage',
      '^src/models/',
      [engine, '^src/errors/'],
      'models store data and make no decisions',
    ),
    only(
      'services-use-models',
      '^src/services/',
      ['^src/(models|identity|errors|observability)/'],
      'services do not know GraphQL or HTTP',
    ),
    only(
      'mail-delivers-the-outbox',
      '^src/mail/',
      ['^src/(config|observability|services|trusted-files)/'],
      'mail knows neither GraphQL nor HTTP nor storage',
    ),
    only(
      'trusted-issuers-verify-tokens',
      '^src/trusted-issuers/',
      ['^src/(config|errors|identity|observability)/'],
      'tokens of other issuers are verified without GraphQL, HTTP and storage',
    ),
    only(
      'resolvers-are-thin',
      '^src/resolvers/',
      [engine, '^src/(services|identity|errors|generated)/', '^src/context'],
      'a resolver reads its arguments, calls one service and returns',
    ),
    only(
      'modules-use-services',
      '^src/modules/',
      [
        engine,
        '^src/context',
        '^src/(config|services|identity|errors|observability)/',
        '^src/mail/mail-templates\\.ts$',
      ],
      'what modules define is composed without GraphQL and HTTP',
    ),
    only(
      'execution-stands-alone',
      '^src/execution/',
      [],
      'operations are executed as graphql-js does, whatever they are about',
    ),
    only(
      'graphql-stops-at-services',
      '^src/graphql/',
      [engine, '^src/context', '^src/(execution|modules|resolvers|services|identity|errors|observability)/'],
      'graphql does not use models directly',
    ),
    only(
      'http-stops-at-graphql',
      '^src/http/',
      ['^src/context', '^src/(graphql|modules|services|identity|errors|observability)/'],
      'http does not use models directly',
    ),
    only(
      'backend-stops-below-http',
      '^src/backend\\.ts$',
      [
        '^src/closing-list\\.ts$',
        '^src/(config|embedded-mongodb|graphql|identity|key-folder|mail|models|modules|observability|services|trusted-issuers)/',
      ],
      'the command line uses the backend without a server',
    ),
    only(
      'app-composes-one-process',
      '^src/app\\.ts$',
      [
        '^src/(backend|closing-list)\\.ts$',
        '^src/workers/fleet-link\\.ts$',
        '^src/(config|graphql|http|identity|mail|models|modules|observability|services|trusted-issuers)/',
      ],
      'the app knows its link to the primary, not how workers start',
    ),
    only(
      'workers-run-apps',
      '^src/workers/',
      [
        '^src/(app|backend|closing-list)\\.ts$',
        '^src/http/operational-routes\\.ts$',
        '^src/(config|embedded-mongodb|errors|identity|modules|observability|services|supervision)/',
      ],
      'workers start apps and supervise their processes',
    ),
    only(
      'serve-starts-apps-or-workers',
      '^src/serve\\.ts$',
      ['^src/(app|process)\\.ts$', '^src/(config|modules|observability|services|workers)/'],
      'serve handles the process; app and workers do the rest',
    ),
    only(
      'cli-uses-the-backend',
      '^src/cli/',
      [
        engine,
        '^src/(backend|closing-list|process|serve)\\.ts$',
        '^src/graphql/build-schema\\.ts$',
        '^src/(config|embedded-mongodb|identity|key-folder|modules|observability|services)/',
      ],
      'commands use the services or the schema, never HTTP or models',
    ),
    reserved('only-serve-and-app-import-workers', '^src/workers/', '^src/(workers/|(serve|app)\\.ts$)'),
    reserved('nothing-imports-the-cli', '^src/cli/', '^src/cli/'),
    reserved('models-alone-import-mongoose', 'node_modules/mongoose/', '^src/models/'),
    reserved('generated-is-for-resolvers', '^src/generated/', '^src/(resolvers|generated)/'),
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      comment: 'code that runs in production imports only dependencies',
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
