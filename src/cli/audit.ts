import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { decodeSecret, isShort } from '../config/secret-strength.js';
import { escapeUnsafeText } from '../identity/free-text.js';
import type { AuditEvent, AuditService, AuditVerification } from '../services/index.js';
import { collect } from './modules-option.js';
import { withServices } from './with-services.js';

interface TailOptions {
  readonly lines: number;
  readonly follow?: boolean;
}

interface VerifyOptions {
  readonly since?: Date;
  readonly oldSecret?: readonly string[];
}

interface ExportOptions {
  readonly since?: Date;
  readonly until?: Date;
}

const defaultLines = 20;
const maxLines = 10_000;
const pageSize = 100;
const followPauseMs = 1_000;
/** Events of a server whose clock is behind appear before newer ones; `/ready` accepts a difference of 30 s. */
const overlapMs = 60_000;

export function addAuditCommands(program: Command): void {
  const audit = program
    .command('audit')
    .description("Read and verify the audit trail in the server's database.");

  audit
    .command('tail')
    .description('Print the newest events, oldest first, as tab-separated columns.')
    .option('-n, --lines <number>', 'how many events, at most 10,000', readLines, defaultLines)
    .option('-f, --follow', 'then print further events as they are recorded')
    .action((options: TailOptions) => withAudit((service) => tail(service, options)));

  audit
    .command('verify')
    .description('Verify that no event was changed or removed. Exits with 1 if one was.')
    .option('--since <date>', 'accept that events before this time are missing', readDate)
    .option('--old-secret <file>', 'a file that contains an earlier REFRESH_SECRET; repeatable', collect)
    .action(({ since, oldSecret = [] }: VerifyOptions) => {
      const secrets = oldSecret.map(readSecretFile);
      return withAudit(async (service) => {
        const verification = await service.verify(secrets, since);
        await print(report(verification));
        if (verification.problems.length > 0) process.exitCode = 1;
      });
    });

  audit
    .command('export')
    .description('Print events, oldest first, as one JSON object per line.')
    .option('--since <date>', 'only events at or after this time', readDate)
    .option('--until <date>', 'only events before this time', readDate)
    .action(({ since, until }: ExportOptions) =>
      withAudit(async (service) => {
        const period = { since: since ?? null, until: until ?? null };
        for await (const event of service.read(period)) await print(toAsciiJson(event));
      }),
    );
}

async function withAudit(work: (audit: AuditService) => Promise<void>): Promise<void> {
  // The reader of a pipe may close it before the end.
  process.stdout.on('error', () => process.exit());
  await withServices({}, ({ audit }) => work(audit));
}

async function tail(audit: AuditService, { lines, follow = false }: TailOptions): Promise<void> {
  const newest = (await readNewest(audit, lines)).reverse();
  for (const event of newest) await print(toColumns(event));
  if (follow) await printFurther(audit, newest);
}

async function readNewest(audit: AuditService, count: number): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  let after: string | null = null;
  do {
    const first = Math.min(pageSize, count - found.length);
    const page = await audit.page({ first, after, userId: null, type: null, since: null, until: null });
    found.push(...page.events);
    const last = page.events.at(-1);
    after = page.hasNextPage && last ? page.cursorOf(last) : null;
  } while (after !== null && found.length < count);
  return found;
}

/** Polls for further events until the process is stopped. */
async function printFurther(audit: AuditService, printed: readonly AuditEvent[]): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  let seen = new Map(printed.map(({ id, at }) => [id, at]));
  const newest = printed.at(-1);
  let newestAt = newest?.at ?? new Date();
  // Earlier events that `--lines` left out.
  for await (const { id, at } of audit.read({ since: new Date(newestAt.getTime() - overlapMs), until: null }))
    if (newest && id <= newest.id) seen.set(id, at);
  while (!stopping.signal.aborted) {
    const since = new Date(newestAt.getTime() - overlapMs);
    seen = new Map([...seen].filter(([, at]) => at >= since));
    for await (const event of audit.read({ since, until: null })) {
      if (seen.has(event.id)) continue;
      seen.set(event.id, event.at);
      if (event.at > newestAt) newestAt = event.at;
      await print(toColumns(event));
    }
    await delay(followPauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
}

function toColumns({ at, type, outcome, userId, targetUserId, ...event }: AuditEvent): string {
  const details = event.details.map(({ name, value }) => `${name}=${value}`);
  const { ipAddress, requestId } = event;
  return [at.toISOString(), type, outcome, userId, targetUserId, ipAddress, requestId, details.join('; ')]
    .map((column) => escapeUnsafeText(column === null || column === '' ? '-' : column))
    .join('\t');
}

/** JSON in which every character beyond printable ASCII is escaped, so that a terminal can show it. */
function toAsciiJson(event: AuditEvent): string {
  return JSON.stringify(event).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function report({ events, writers, openWriters, problems }: AuditVerification): string {
  const lines = problems.map(escapeUnsafeText);
  if (openWriters.length > 0) {
    lines.push('Processes without a closing event are running, were killed, or lost their last events:');
    for (const { writer, sequence, at } of openWriters)
      lines.push(`  writer ${writer}: last event ${sequence}, ${at.toISOString()}`);
  }
  const result = problems.length === 0 ? 'No event was changed or removed' : 'Problems were found';
  return [...lines, `${result}: ${events} events of ${writers} writers.`].join('\n');
}

function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

function readLines(text: string): number {
  const lines = Number(text);
  if (/^\d+$/.test(text) && lines >= 1 && lines <= maxLines) return lines;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${maxLines}.`);
}

function readDate(text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError('It must be a date such as 2026-01-31 or 2026-01-31T12:00:00Z.');
}

function readSecretFile(file: string): Buffer {
  const text = readFileSync(file, 'utf8').trim();
  if (isShort(text))
    throw new Error(`--old-secret: ${file} does not contain a REFRESH_SECRET of 32 bytes or more.`);
  return decodeSecret(text);
}
