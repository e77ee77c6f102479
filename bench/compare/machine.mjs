// The machine and the versions that a result belongs to.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { isPinned } from './processes.mjs';

const compared = [
  '@apollo/server',
  'graphql-yoga',
  '@graphql-yoga/plugin-jwt',
  '@envelop/generic-auth',
  'mercurius',
  'mercurius-auth',
  '@fastify/jwt',
  'graphql-jit',
  'jsonwebtoken',
  'fastify',
  'graphql',
  'mongodb',
  'argon2',
];
const root = new URL('../../', import.meta.url);
const require = createRequire(new URL('bench/peers/', root));

export function describeMachine() {
  const { length, 0: first } = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    pinned: isPinned,
  };
}

export function readVersions() {
  const graphward = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).version;
  return { graphward, ...Object.fromEntries(compared.map((name) => [name, versionOf(name)])) };
}

/** Packages need not export their package.json, so this looks where Node looks. */
function versionOf(name) {
  for (const folder of require.resolve.paths(name)) {
    try {
      return JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')).version;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return 'unknown';
}
