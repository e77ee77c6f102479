import config from './jest.config.js';

/**
 * Attacks on a live server with the default configuration, one file per surface.
 *
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testMatch: ['<rootDir>/test/attack/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Attacks measure memory and response times: nothing else may load the machine meanwhile.
  maxWorkers: 1,
  testTimeout: 60_000,
};
