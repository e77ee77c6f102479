import config from './jest.config.js';

/** Random schemas against a naive reading of the rules; the longest-running tests that need no server. */
/** @type {import('jest').Config} */
export default {
  ...config,
  testMatch: ['<rootDir>/{test,packages/*/test}/property/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: undefined,
  globalTeardown: undefined,
};
