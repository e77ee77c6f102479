import config from './jest.config.js';

// They have a lock file of their own, because graphql 17 declares that it does not support Node 20.
const versions = ['graphql16-oldest', 'graphql17-oldest', 'graphql17'];

/** @type {import('jest').Config} */
export default {
  projects: versions.map((version) => ({
    displayName: version,
    testEnvironment: 'node',
    testMatch: ['<rootDir>/packages/authorization/test/**/*.test.ts'],
    testPathIgnorePatterns: ['/node_modules/'],
    transform: config.transform,
    moduleNameMapper: {
      ...config.moduleNameMapper,
      '^graphql(/.*)?$': `<rootDir>/test/graphql-versions/node_modules/${version}$1`,
    },
  })),
  maxWorkers: config.maxWorkers,
  testTimeout: 60_000,
};
