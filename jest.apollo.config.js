import config from './jest.config.js';

/** The titles of tests that expect what the adapter does differently on purpose. The project's own tests cover these. */
const deliberate = [
  // A body that is not JSON gets 415 instead of 400.
  'CSRF prevention default',
  'throws an error if invalid content-type',
  'throws an error if POST body is empty',
  // No response may be cached.
  'cache-control not set without any hints with if-cacheable',
  'runs when cache-control is disabled',
];

/** Apollo Server's own test suite for adapters. It has a lock file of its own, so that `npm ci` stays small. */
export default {
  ...config,
  // Jest loads the packages, so that they can be mapped as below.
  testEnvironment: 'node',
  runtime: undefined,
  testMatch: ['<rootDir>/test/apollo/*.test.ts'],
  testNamePattern: `^(?!.*(${deliberate.join('|')})$)`,
  testPathIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: {
    ...config.moduleNameMapper,
    // The suite and the server share one copy of each.
    '^graphql$': '<rootDir>/node_modules/graphql',
    '^@apollo/server$': '<rootDir>/node_modules/@apollo/server',
    '^@apollo/server/(.*)$': '<rootDir>/node_modules/@apollo/server/$1',
    '^@apollo/server-integration-testsuite$':
      '<rootDir>/test/apollo/suite/node_modules/@apollo/server-integration-testsuite',
  },
};
