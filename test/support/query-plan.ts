import type { Db, Document } from 'mongodb';

/** How the database executes a command. */
export interface QueryPlan {
  /** The names of its stages, `COLLSCAN` for every `$lookup` without an index included. */
  readonly stages: readonly string[];
  readonly documentsRead: number;
}

const explainable = new Set(['find', 'aggregate', 'count', 'distinct', 'findAndModify', 'update', 'delete']);

/** The parts of a command that identify the connection rather than say what to do. */
const connectionFields = new Set(['lsid', 'txnNumber', '$db', '$clusterTime', '$readPreference']);

/** Whether a command selects documents, so that it has a plan. */
export function hasPlan(command: Document): boolean {
  return Object.keys(command).some((name) => explainable.has(name));
}

/** Explains a command as the driver sent it. A command with several updates or deletions has a plan for each. */
export async function plansOf(database: Db, command: Document): Promise<QueryPlan[]> {
  const content: Document = Object.fromEntries(
    Object.entries(command).filter(([name]) => !connectionFields.has(name)),
  );
  return Promise.all(
    statementsOf(content).map(async (explain) =>
      read(await database.command({ explain, verbosity: 'executionStats' })),
    ),
  );
}

/** The database explains one update or deletion at a time. */
function statementsOf(command: Document): Document[] {
  const list = command.update ? 'updates' : 'deletes';
  const statements = command[list] as Document[] | undefined;
  return statements?.map((statement) => ({ ...command, [list]: [statement] })) ?? [command];
}

function read(explanation: Document): QueryPlan {
  const text = JSON.stringify(explanation);
  const numbers = (name: string) =>
    [...text.matchAll(new RegExp(`"${name}":(\\d+)`, 'g'))].map(([, value]) => Number(value));
  const stages = [...text.matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => String(stage));
  const scansOfLookups = numbers('collectionScans')
    .filter((scans) => scans > 0)
    .map(() => 'COLLSCAN');
  return { stages: [...stages, ...scansOfLookups], documentsRead: numbers('totalDocsExamined')[0] ?? 0 };
}
