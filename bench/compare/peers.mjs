// The servers of the benchmark. `workloads` are those that a server can do with the same checks and the same response.
const memory = ['me', 'list20', 'list1000'];
const checked = [...memory, 'denied', 'expired'];

/** The one that all others are compared with. */
export const baseline = 'graphward';

export const peers = [
  {
    name: 'graphward',
    description: 'Graphward as shipped',
    file: 'graphward.mjs',
    workloads: [...checked, 'introspection', 'me-document', 'login', 'refresh'],
  },
  {
    name: 'graphward-open',
    description: 'Graphward, @auth removed from the schema',
    file: 'graphward.mjs',
    options: ['--open'],
    workloads: memory,
  },
  {
    name: 'apollo',
    description: 'Apollo standalone, no auth at all',
    file: 'apollo.mjs',
    workloads: memory,
  },
  {
    name: 'tutorial',
    description: 'Apollo standalone, auth as in tutorials',
    file: 'tutorial.mjs',
    workloads: [...checked, 'me-document'],
  },
  {
    name: 'adapter',
    description: 'Apollo behind bare node:http, cached tokens',
    file: 'adapter.mjs',
    workloads: checked,
  },
  {
    name: 'yoga',
    description: 'Yoga, JWT plugin, generic-auth',
    file: 'yoga.mjs',
    workloads: checked,
  },
  {
    name: 'yoga-engine',
    description: 'Yoga, JWT plugin, @graphward/authorization',
    file: 'yoga-engine.mjs',
    workloads: [...checked, 'introspection'],
  },
  {
    name: 'mercurius',
    description: 'Mercurius JIT, @fastify/jwt, mercurius-auth',
    file: 'mercurius.mjs',
    workloads: [...checked, 'introspection'],
  },
  {
    name: 'mercurius-engine',
    description: 'Mercurius JIT, @fastify/jwt, @graphward/authorization',
    file: 'mercurius-engine.mjs',
    workloads: [...checked, 'introspection'],
  },
  {
    name: 'floor',
    description: 'node:http, graphql-jit, cached tokens',
    file: 'floor.mjs',
    workloads: checked,
  },
  {
    name: 'driver',
    description: 'the same findOne, bare MongoDB driver',
    file: 'driver.mjs',
    workloads: ['me-document'],
  },
  {
    name: 'argon2',
    description: 'password hashes alone',
    file: 'argon2.mjs',
    workloads: ['login'],
  },
];
