import config from './jest.config.js';

/**
 * Tests in which processes are started, killed and cut off; each has its own ports, folders and databases.
 *
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testMatch: ['<rootDir>/test/{faults,processes}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 2,
  testTimeout: 120_000,
};
