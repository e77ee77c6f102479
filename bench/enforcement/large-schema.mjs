// What a schema of 10,000 types × 10 fields costs at start-up, in memory, and when a role's part of it is asked for.
import { performance } from 'node:perf_hooks';
import { authorizationTypeDefs, visibleSchema, withAuthorization } from '@graphward/authorization';
import { buildSchema } from 'graphql';
import { median } from './median.mjs';

const TYPES = 10_000;
const FIELDS = 10;

export function measureLargeSchema() {
  const schema = buildSchema(largeSchema());
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  let enforcing;
  const startUpMilliseconds = milliseconds(() => {
    enforcing = withAuthorization(schema, { viewer: () => null });
  });
  globalThis.gc?.();
  const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  const firstViewMilliseconds = milliseconds(() => visibleSchema(enforcing, ['USER']));
  const cached = Array.from(
    { length: 1000 },
    () => milliseconds(() => visibleSchema(enforcing, ['USER'])) * 1000,
  );
  return { startUpMilliseconds, megabytes, firstViewMilliseconds, cachedViewMicroseconds: median(cached) };
}

function largeSchema() {
  const rules = ['', '@auth', '@auth(requires: ADMIN)', '@auth(requires: ADMIN, owner: "f0")'];
  const types = Array.from({ length: TYPES }, (_, type) => {
    const fields = Array.from(
      { length: FIELDS },
      (__, field) => `f${field}: String ${rules[(type + field) % 4]}`,
    );
    return `type T${type} { ${fields.join('\n')} next: T${(type + 1) % TYPES} }`;
  });
  const roles = 'enum Role { USER ADMIN @inherits(roles: "USER") }';
  return [authorizationTypeDefs, roles, 'type Query { first: T0 @public }', ...types].join('\n');
}

function milliseconds(run) {
  const started = performance.now();
  run();
  return performance.now() - started;
}
