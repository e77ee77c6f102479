import { openBackend } from '../backend.js';
import { createClosingList } from '../closing-list.js';
import { loadConfig } from '../config/index.js';
import { authorizeSchema } from '../graphql/schema.js';
import { systemClock } from '../identity/clock.js';
import { createLogger } from '../observability/logger.js';
import { createMetrics } from '../observability/metrics.js';
import { createSecurityEvents } from '../observability/security-events.js';
import type { Services } from '../services/index.js';

export interface RoleNames {
  /** @throws Error naming the roles there are */
  check(names: readonly string[]): string[];
}

/** Opens what a server has behind its API, on the database that it uses, and closes it again. */
export async function runWithServices(
  work: (services: Services, roles: RoleNames) => Promise<void>,
): Promise<void> {
  const { config, secrets } = loadConfig(process.env, '.env');
  const log = createLogger({ level: config.logLevel === 'info' ? 'warn' : config.logLevel, toStderr: true });
  const policy = authorizeSchema({
    modules: [],
    introspection: config.introspection,
    clock: systemClock,
    log,
  });
  const metrics = createMetrics();
  const closing = createClosingList(log);
  try {
    const { services } = await openBackend({
      config,
      secrets,
      log,
      clock: systemClock,
      events: createSecurityEvents(log, metrics),
      metrics,
      holdsRole: policy.holdsRole,
      onClose: closing.add,
      sharesEmbedded: true,
    });
    await work(services, { check: (names) => checkRoles(names, policy.roleNames) });
  } catch (error) {
    await closing.abandon();
    throw error;
  }
  await closing.closeAll();
}

function checkRoles(names: readonly string[], known: readonly string[]): string[] {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no role ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  return [...names];
}
