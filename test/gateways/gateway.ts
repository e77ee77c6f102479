/** Gateways as docs/gateway.md configures them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder, until } from '../support/embedded-mongodb.js';
import { pathOf } from '../support/installed-programs.js';
import { type RunningCommand, startProgram } from '../support/process.js';
import { codeOf } from '../support/readme.js';
import { takePort } from '../support/take-port.js';

export type GatewayName = 'nginx' | 'caddy';

export interface Gateway {
  readonly url: string;
  readonly process: RunningCommand;
}

/** What is behind a gateway: URLs. */
export interface Surroundings {
  readonly graphward: string;
  readonly service: string;
}

const guide = 'docs/gateway.md';

/** Starts a gateway with the configuration of the guide, unchanged except for the ports. */
export async function startGateway(name: GatewayName, surroundings: Surroundings): Promise<Gateway> {
  const { port, release } = await takePort();
  release();
  const configuration = withPorts(codeOf(labels[name], guide), port, surroundings);
  const process = starters[name](configuration);
  const isListening = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
  const ended = process.ended.then(({ stderr }) => {
    throw new Error(`${name} ended: ${stderr}`);
  });
  await Promise.race([until(isListening, 30_000), ended]);
  // Later it ends because the test stops it.
  ended.catch(() => undefined);
  return { url: `http://127.0.0.1:${port}`, process };
}

const labels: Readonly<Record<GatewayName, string>> = { nginx: 'graphward.conf', caddy: 'Caddyfile' };

/** The ports of the guide, replaced by those of the test. */
export function withPorts(text: string, gatewayPort: number, { graphward, service }: Surroundings): string {
  return text
    .replaceAll('127.0.0.1:4000', new URL(graphward).host)
    .replaceAll('127.0.0.1:8000', new URL(service).host)
    .replaceAll('listen 8080', `listen 127.0.0.1:${gatewayPort}`)
    .replaceAll(':8080', `:${gatewayPort}`);
}

const starters: Readonly<Record<GatewayName, (configuration: string) => RunningCommand>> = {
  nginx: startNginx,
  caddy: startCaddy,
};

/** Starts nginx with this configuration of the context `http`. */
export function startNginx(configuration: string): RunningCommand {
  const folder = temporaryFolder();
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off;
    worker_processes 1;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    pid ${folder}/nginx.pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      ${kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n')}
      ${configuration}
    }`,
  );
  return startProgram(pathOf('nginx') ?? 'nginx', ['-p', folder, '-c', file], { cwd: folder });
}

function startCaddy(configuration: string): RunningCommand {
  const folder = temporaryFolder();
  const file = join(folder, 'Caddyfile');
  writeFileSync(file, `{\n\tadmin off\n}\n${configuration}`);
  mkdirSync(join(folder, 'data'));
  return startProgram(pathOf('caddy') ?? 'caddy', ['run', '--config', file, '--adapter', 'caddyfile'], {
    cwd: folder,
    env: { HOME: folder, XDG_DATA_HOME: join(folder, 'data'), XDG_CONFIG_HOME: folder },
  });
}
