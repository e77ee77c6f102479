/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/support/jest/environment.cjs',
  runtime: '<rootDir>/test/support/jest/runtime.cjs',
  testMatch: ['<rootDir>/{test,packages/*/test}/**/*.test.ts'],
  // These have scripts of their own, such as test:faults.
  testPathIgnorePatterns: [
    '/node_modules/',
    '/test/(accounts|apollo|attack|audit|clients|documentation|faults|gateways|interop|modules|packages|pages|processes|property)/',
  ],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023' }, module: { type: 'commonjs' } }] },
  // Source files name their imports as Node runs them (`./x.js`); the tests compile `./x.ts` on the fly.
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@graphward/(\\w+)$': '<rootDir>/packages/$1/src/index.ts',
    '^@graphward/(\\w+)/([\\w-]+)$': '<rootDir>/packages/$1/src/$2.ts',
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  maxWorkers: '100%',
  testTimeout: 20_000,
};
