import config from './jest.config.js';

/**
 * Tests of the client and of the GraphQL clients that it serves, against live servers.
 *
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testMatch: ['<rootDir>/packages/client/test/clients/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
