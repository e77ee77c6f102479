import config from './jest.config.js';

/**
 * Tests of whole features: accounts, modules, pages, and what other services and issuers use.
 *
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testMatch: ['<rootDir>/test/{accounts,interop,modules,pages}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
