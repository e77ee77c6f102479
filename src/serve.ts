import cluster from 'node:cluster';
import { createApp } from './app.js';
import { type Config, loadConfig } from './config/index.js';
import type { GraphwardModule } from './graphql/module.js';
import { createLogger, type Logger } from './observability/logger.js';
import { explain, handleStopSignals, keepFilesPrivate, stopOnWord } from './process.js';
import type { AdminCredentials } from './services/index.js';
import { reportFailure } from './workers/fleet-link.js';
import { embeddedUriName, startFleet } from './workers/start-fleet.js';
import { startWorker } from './workers/start-worker.js';

/** Time for a load balancer to notice that this instance is going away; there is none on a developer's machine. */
const productionDrainMs = 2_000;

export interface ServeOptions {
  readonly modules?: readonly GraphwardModule[];
}

/**
 * Runs the server with the settings of the environment and of `.env`, until SIGTERM or SIGINT. Exits with 0 after a
 * stop, with 1 when it cannot start or stop. With WORKERS, the program that calls this runs in every worker, too.
 */
export async function serve({ modules = [] }: ServeOptions = {}): Promise<void> {
  keepFilesPrivate();
  const signals = cluster.isWorker ? null : handleStopSignals(announceStop);
  try {
    const { config, secrets } = loadConfig(process.env, '.env');
    const log = createLogger({ level: config.logLevel, pretty: !config.production && process.stdout.isTTY });
    outliveStrayRejections(log);
    const overrides = { log, modules, drainMs: config.production ? productionDrainMs : 0 };
    if (cluster.isWorker) {
      const worker = await startWorker(config, secrets, overrides, process.env[embeddedUriName]);
      stopOnWord(() => worker.stop());
      return;
    }
    const server =
      config.workers > 1
        ? await startFleet(config, secrets, { log, modules })
        : await createApp(config, secrets, overrides);
    // First of all: the password of a generated administrator exists nowhere else.
    process.stdout.write(welcome(server.url, config, server.firstAdmin));
    signals?.stopInOrder(() => server.stop());
  } catch (error) {
    // The primary reports it, once for all workers.
    if (cluster.isWorker) await reportFailure(explain(error));
    else process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

/** A promise that a module forgot in one request must not end everybody else's requests. */
function outliveStrayRejections(log: Logger): void {
  process.on('unhandledRejection', (reason) => {
    log.error({ err: reason }, 'unhandled promise rejection');
  });
}

function announceStop(signal: string): void {
  process.stderr.write(`${signal}: finishing what is under way …\n`);
}

function welcome(url: string, config: Config, firstAdmin: AdminCredentials | null): string {
  const lines = [
    '',
    `Graphward answers at ${url}/graphql`,
    ...(config.production
      ? []
      : [
          `  Explore:  ${url}/graphiql  (works offline)`,
          `            ${url}/graphql  (in a browser: Apollo Sandbox)`,
        ]),
    ...(config.mongodbUri === null ? [`  Data:     ${config.dataDir}  (embedded MongoDB)`] : []),
    ...(firstAdmin ? ['', ...introduce(firstAdmin)] : []),
    '',
    '',
  ];
  return lines.join('\n');
}

function introduce({ email, password }: AdminCredentials): string[] {
  return [
    'An administrator was created for you. The password is shown only once, so write it down:',
    `  e-mail    ${email}`,
    `  password  ${password}`,
    'To sign in, run this in an explorer, then send the header `Authorization: Bearer …` with its accessToken:',
    `  mutation { login(input: { email: "${email}", password: "${password}" }) { accessToken refreshToken } }`,
  ];
}
