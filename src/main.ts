import cluster from 'node:cluster';
import { createApp } from './app.js';
import { type Config, loadConfig, withEnvFile } from './config/index.js';
import { createLogger } from './observability/logger.js';
import type { AdminCredentials } from './services/index.js';
import { embeddedUriName, startFleet } from './workers/start-fleet.js';
import { startWorker } from './workers/start-worker.js';

const stopWithinMs = 10_000;
/** Time for a load balancer to see that this instance is going away; nobody waits for one on their own machine. */
const productionDrainMs = 2_000;

/** Runs the server until a signal asks it to stop. Exits with 0 after a stop, with 1 when it cannot start. */
export async function serve(): Promise<void> {
  try {
    const { config, secrets } = loadConfig(withEnvFile(process.env, '.env'));
    const log = createLogger({ level: config.logLevel, pretty: !config.production && process.stdout.isTTY });
    const overrides = { log, drainMs: config.production ? productionDrainMs : 0 };
    if (cluster.isWorker) {
      const worker = await startWorker(config, secrets, {
        ...overrides,
        embeddedUri: process.env[embeddedUriName],
      });
      stopOnSignals(() => worker.stop());
      return;
    }
    const server =
      config.workers > 1
        ? await startFleet(config, secrets, log)
        : await createApp(config, secrets, overrides);
    stopOnSignals(() => server.stop(), announceStop);
    process.stdout.write(welcome(server.url, config, server.firstAdmin));
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
    if (cluster.isWorker) process.exit();
  }
}

function announceStop(signal: string): void {
  process.stderr.write(`${signal}: finishing what is under way …\n`);
}

/** Stops in order at SIGTERM or SIGINT; the second signal, or ten seconds, end it at once. */
export function stopOnSignals(
  stop: () => Promise<void>,
  announce: (signal: string) => void = () => undefined,
): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    announce(signal);
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explain(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** What went wrong, for whoever started the program; stacks are for bugs only. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port ?? ''} is in use. Stop what uses it, or set PORT to another one.`;
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} needs privileges. Set PORT to one above 1023.`;
  return error.constructor === TypeError || error instanceof RangeError
    ? (error.stack ?? error.message)
    : error.message;
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
    'An administrator was made for you. The password is shown only this once, so write it down:',
    `  e-mail    ${email}`,
    `  password  ${password}`,
    'To sign in, run this in an explorer, then send the header `Authorization: Bearer …` with its accessToken:',
    `  mutation { login(input: { email: "${email}", password: "${password}" }) { accessToken refreshToken } }`,
  ];
}
