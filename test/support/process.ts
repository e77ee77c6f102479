/** Graphward as an operator runs it: the command line, in separate processes. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { sendGraphql } from './client.js';
import { cleanUp, isAlive, temporaryFolder, until } from './embedded-mongodb.js';
import { freshDatabaseUri, type TestServer } from './graphward.js';

type Settings = Readonly<Record<string, string>>;

/** The exit code and the output of a command. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly pid: number;
  readonly stdin: Writable;
  readonly ended: Promise<CommandResult>;
  /** The output so far. */
  said(): Omit<CommandResult, 'exitCode'>;
  /** Sends a signal and resolves when the command has ended. */
  signal(name: NodeJS.Signals): Promise<CommandResult>;
}

export interface ServerProcess extends RunningCommand, Pick<TestServer, 'ask'> {
  readonly url: string;
  /** The HTTP status of an operational route. */
  statusOf(path: string): Promise<number>;
}

export interface CommandOptions {
  /** Environment variables, in addition to those that every process needs. */
  readonly env?: Settings;
  /** The contents of standard input, which stays open and empty by default. */
  readonly input?: string;
  /** Default: an empty folder. */
  readonly cwd?: string;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
}

export const program = join(__dirname, '../../dist/cli/graphward.js');

/** A process starts within a second on an idle machine, and much later beside other tests. */
const slowStartMs = 60_000;

const running = new Set<RunningCommand>();

/** For `afterEach` or `afterAll`: stops the processes, then removes the folders that the tests created. */
export async function cleanUpProcesses(): Promise<void> {
  await Promise.all([...running].map((command) => command.signal('SIGINT')));
  await cleanUp();
}

/** Starts `graphward …`, in an empty folder. */
export function startCommand(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  return startProgram(process.execPath, [...(options.nodeOptions ?? []), program, ...args], options);
}

/** Runs `graphward …` and waits until it ends. */
export function runCommand(args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
  return startCommand(args, options).ended;
}

/** Starts any program with a minimal environment. */
export function startProgram(file: string, args: readonly string[], options: CommandOptions): RunningCommand {
  const { PATH, HOME, XDG_CACHE_HOME } = process.env;
  const child = spawn(file, args, {
    cwd: options.cwd ?? temporaryFolder(),
    env: { PATH, HOME, ...(XDG_CACHE_HOME ? { XDG_CACHE_HOME } : {}), ...options.env },
    stdio: 'pipe',
  });
  if (options.input !== undefined) child.stdin.end(options.input);
  return follow(child);
}

function follow(child: ChildProcessByStdio<Writable, Readable, Readable>): RunningCommand {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command may end without reading its input.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([exitCode]) => {
    running.delete(command);
    return { exitCode: exitCode as number | null, stdout, stderr };
  });
  const command: RunningCommand = {
    pid: Number(child.pid),
    stdin: child.stdin,
    ended,
    said: () => ({ stdout, stderr }),
    signal: (name) => {
      child.kill(name);
      return ended;
    },
  };
  running.add(command);
  return command;
}

/** Starts `graphward serve` on a free port, and waits until it listens. */
export async function startServerProcess(options: CommandOptions = {}): Promise<ServerProcess> {
  const env = { PORT: '0', SIGN_IN_LIMIT_PER_ACCOUNT: '1000', ...options.env };
  return whenServing(startCommand(['serve'], { ...options, env }));
}

/** Waits for the start-up message, which contains the server's URL. */
export async function whenServing(command: RunningCommand): Promise<ServerProcess> {
  const url = await waitFor(command, /^Graphward is running at (\S+)\/graphql$[^]*\n\n$/m);
  return {
    ...command,
    url,
    ask: (query, variables, more) => sendGraphql(url, { query, ...(variables && { variables }), ...more }),
    statusOf: async (path) => {
      const response = await fetch(`${url}${path}`);
      await response.arrayBuffer();
      return response.status;
    },
  };
}

/** Waits until a command's output matches a pattern. @returns the match of its group */
export async function waitFor(command: RunningCommand, pattern: RegExp): Promise<string> {
  const spoken = () => {
    const { stdout, stderr } = command.said();
    return pattern.exec(stdout) ?? pattern.exec(stderr);
  };
  await until(() => spoken() !== null || !running.has(command), slowStartMs);
  const match = spoken();
  if (match) return match[1] ?? match[0];
  throw new Error(
    `The command ended without output that matches ${pattern.source}: ${JSON.stringify(await command.ended)}`,
  );
}

/** Waits until a process has ended. */
export async function untilGone(pid: number): Promise<void> {
  await until(() => !isAlive(pid));
}

/** Settings with which servers share one MongoDB database, by default a new one. */
export function sharedDatabase(uri = freshDatabaseUri()) {
  return {
    MONGODB_URI: uri,
    JWT_SECRET: randomBytes(32).toString('base64'),
    REFRESH_SECRET: randomBytes(32).toString('base64'),
  };
}
