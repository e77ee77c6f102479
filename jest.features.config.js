import config from './jest.config.js';

/**
 * Tests of whole features: accounts, modules, pages, what other services and issuers use, and the documentation's programs.
 *
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testMatch: ['<rootDir>/test/{accounts,documentation,interop,modules,pages}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
