import config from './jest.config.js';

/**
 * Tests that pack both packages and install them, as a user would, in empty folders.
 *
 * @type {import('jest').Config}
 */
export default {
  testEnvironment: config.testEnvironment,
  runtime: config.runtime,
  testMatch: ['<rootDir>/test/packages/**/*.test.ts'],
  transform: config.transform,
  moduleNameMapper: config.moduleNameMapper,
  globalSetup: '<rootDir>/test/packages/pack.ts',
  globalTeardown: '<rootDir>/test/packages/remove-packed.ts',
  maxWorkers: 2,
  testTimeout: 180_000,
};
