import config from './jest.config.js';

// The engine's tests with the oldest and the newest graphql of each major version that it supports.
const versions = ['graphql16-oldest', 'graphql17-oldest', 'graphql17'];

/** @type {import('jest').Config} */
export default {
  projects: versions.map((graphql) => ({
    displayName: graphql,
    testEnvironment: 'node',
    testMatch: ['<rootDir>/packages/authorization/test/**/*.test.ts'],
    testPathIgnorePatterns: ['/node_modules/'],
    transform: config.transform,
    moduleNameMapper: { ...config.moduleNameMapper, '^graphql$': graphql, '^graphql/(.*)$': `${graphql}/$1` },
  })),
  maxWorkers: config.maxWorkers,
  testTimeout: 60_000,
};
