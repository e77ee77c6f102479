import cluster from 'node:cluster';
import { createApp } from './app.js';
import { type Config, loadConfig } from './config/index.js';
import type { GraphwardModule } from './modules/index.js';
import { createLogger, type Logger } from './observability/logger.js';
import {
  explain,
  handleHangUps,
  handleStopSignals,
  keepFilesPrivate,
  stopWhenPrimaryDoes,
} from './process.js';
import type { AdminCredentials } from './services/index.js';
import { reportFailure } from './workers/fleet-link.js';
import { embeddedUriName, startFleet } from './workers/start-fleet.js';
import { startWorker } from './workers/start-worker.js';

/** Time for a load balancer to notice that the instance is not ready. A developer's machine has no load balancer. */
const productionDrainMs = 2_000;

/**
 * Options of {@link serve}.
 *
 * @example
 * ```ts
 * const options: ServeOptions = { modules: [articles] };
 * ```
 */
export interface ServeOptions {
  readonly modules?: readonly GraphwardModule[];
}

/**
 * Runs the server with the settings from the environment and `.env`, until SIGTERM or SIGINT. SIGHUP reloads the signing keys.
 * Exits with 0 after a clean stop and with 1 if it fails to start or stop. With WORKERS, the program that calls it also runs in every worker.
 *
 * @example
 * ```ts
 * await serve({ modules: [articles] });
 * ```
 */
export async function serve({ modules = [] }: ServeOptions = {}): Promise<void> {
  keepFilesPrivate();
  const signals = cluster.isWorker ? null : handleStopSignals(announceStop);
  const reloadOnHangUp = handleHangUps(() => {
    // The primary stops its workers.
    if (!cluster.isWorker) process.kill(process.pid, 'SIGTERM');
  });
  try {
    const { config, secrets } = loadConfig(process.env, '.env');
    const log = createLogger({ level: config.logLevel, pretty: !config.production && process.stdout.isTTY });
    logUnhandledRejections(log);
    const overrides = { log, modules, drainMs: config.production ? productionDrainMs : 0 };
    if (cluster.isWorker) {
      const worker = await startWorker(config, secrets, overrides, process.env[embeddedUriName]);
      stopWhenPrimaryDoes(() => worker.stop());
      reloadOnHangUp(() => worker.reloadKeys());
      return;
    }
    const server =
      config.workers > 1
        ? await startFleet(config, secrets, { log, modules })
        : await createApp(config, secrets, overrides);
    // First, because the password of a generated administrator is stored nowhere else.
    process.stdout.write(welcome(server.url, config, server.firstAdmin));
    signals?.stopWith(() => server.stop());
    reloadOnHangUp(() => server.reloadKeys());
  } catch (error) {
    // The primary reports the failure once for all workers.
    if (cluster.isWorker) await reportFailure(explain(error));
    else process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

/** Keeps the server running when a module leaves a rejected promise unhandled, which would end all requests. */
function logUnhandledRejections(log: Logger): void {
  process.on('unhandledRejection', (reason) => {
    log.error({ err: reason }, 'unhandled promise rejection');
  });
}

function announceStop(signal: string): void {
  process.stderr.write(`${signal} received. Finishing requests in progress …\n`);
}

function welcome(url: string, config: Config, firstAdmin: AdminCredentials | null): string {
  const lines = [
    '',
    `Graphward is running at ${url}/graphql`,
    ...(config.production
      ? []
      : [
          `  Explore:  ${url}/graphiql  (works offline)`,
          `            ${url}/graphql  (Apollo Sandbox, in a browser)`,
        ]),
    ...(config.console ? [`  Console:  ${url}/console`] : []),
    ...(config.mongodbUri === null ? [`  Data:     ${config.dataDir}  (embedded MongoDB)`] : []),
    ...(firstAdmin ? ['', ...introduce(firstAdmin)] : []),
    '',
    '',
  ];
  return lines.join('\n');
}

function introduce({ email, password }: AdminCredentials): string[] {
  return [
    'Created an administrator. The password is shown only once, so write it down:',
    `  e-mail    ${email}`,
    `  password  ${password}`,
    'To sign in, run this mutation, then send its accessToken in the header `Authorization: Bearer …`:',
    `  mutation { login(input: { email: "${email}", password: "${password}" }) { accessToken refreshToken } }`,
  ];
}
