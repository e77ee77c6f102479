import type { ObjectLoader, PolicyDefinition, Viewer } from '../../src/index.js';
import type { Model, NamedPolicy } from './model.js';
import type { Asker } from './naive-rules.js';
import { checkOf, type Execution, loadOf, type PolicyObject, Row, type Rows } from './rows.js';

type Context = Execution<Asker | null>;
export interface Registrations {
  readonly objects: Readonly<Record<string, ObjectLoader<Context>>>;
  readonly policies: Readonly<Record<string, PolicyDefinition<Context>>>;
}

/** The loaders and policies of a model. */
export function registrationsOf(model: Model, rows: Rows): Registrations {
  const types = [...model.types.values()].filter(({ kind }) => kind === 'type');
  return {
    objects: Object.fromEntries(types.map(({ name }) => [name, loaderOf(name, rows)])),
    policies: Object.fromEntries(model.policies.map((policy) => [policy.name, policyOf(policy, rows)])),
  };
}

function loaderOf(type: string, rows: Rows): ObjectLoader<Context> {
  return async (ids, { loads }) => {
    loads.push(ids.map((id) => loadOf(type, id)));
    await turn();
    return ids.map((id) => {
      const row = rows.find(type, id);
      return row ? rows.source(row) : null;
    });
  };
}

function policyOf(policy: NamedPolicy, rows: Rows): PolicyDefinition<Context> {
  const check = (objects: readonly unknown[], viewer: Viewer, { checks }: Context) => {
    const subjects = objects.map(subjectOf);
    checks.push(subjects.map((each) => checkOf(policy.name, each)));
    // Only `true` admits.
    const results = subjects.map((each, index) =>
      rows.passes(policy, each, viewer.id) ? true : ([false, 1, 'true', null][index % 4] as boolean),
    );
    return policy.isLate ? turn().then(() => results) : results;
  };
  const { states } = policy;
  if (!states) return check;
  return {
    check,
    filter: ({ id }) => ({
      or: [
        { field: 'state', in: states },
        { field: 'ownerId', in: [id] },
      ],
    }),
  };
}

/** The row behind an object; the arguments of a root field have none. */
function subjectOf(object: unknown): PolicyObject {
  const { row } = object as { row?: unknown };
  return row instanceof Row ? row : (object as PolicyObject);
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
