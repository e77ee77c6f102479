import config from './jest.config.js';

/**
 * Tests in which processes are started, killed and cut off; they take some minutes, one after the other.
 *
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testMatch: ['<rootDir>/test/{faults,processes}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
