import { accessReport, authorizationTypeDefs } from '@graphward/authorization';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { changePolicy, narrowPolicy } from '../../packages/authorization/test/property/change-policy.js';
import { Choices, decisions } from '../../packages/authorization/test/property/choices.js';
import type { Model } from '../../packages/authorization/test/property/model.js';
import { findGain } from '../../packages/authorization/test/property/naive-capabilities.js';
import { property } from '../../packages/authorization/test/property/property.js';
import { writeModel } from '../../packages/authorization/test/property/write-model.js';
import { writeSdl } from '../../packages/authorization/test/property/write-sdl.js';
import { type AccessDiff, isCellChange } from '../../src/cli/access/diff/access-diff.js';
import { compareAccess } from '../../src/cli/access/diff/compare-access.js';
import {
  changeConditions,
  type ConditionalPolicy,
  isAdmitted,
  narrowConditions,
  rulesByCoordinate,
  sdlOf,
  type Situation,
  situationsOf,
  writePolicy,
} from './conditions.js';

const policyWithChanges = fc.record({
  shape: decisions(30),
  details: decisions(600),
  changes: decisions(60),
});

property(
  'a change that lets any viewer do more is reported',
  1 / 8,
  policyWithChanges,
  ({ shape, details, changes }) => {
    const before = writeModel(new Choices(shape), new Choices(details));
    const after = changePolicy(new Choices(changes), before);
    expectReport(before, after);
    return Promise.resolve();
  },
);

property(
  'between unrelated policies, whatever lets any viewer do more is reported',
  1 / 40,
  fc.record({ shape: decisions(30), details: decisions(600), others: decisions(600) }),
  ({ shape, details, others }) => {
    const before = writeModel(new Choices(shape), new Choices(details));
    const after = writeModel(new Choices(shape), new Choices(others));
    expectReport(before, after);
    return Promise.resolve();
  },
);

property(
  'a policy that was only narrowed needs no review, nor does one that is the same',
  1 / 8,
  policyWithChanges,
  ({ shape, details, changes }) => {
    const before = writeModel(new Choices(shape), new Choices(details));
    const after = narrowPolicy(new Choices(changes), before);
    expect(compare(before, before)).toMatchObject({ wider: [], unproven: [], narrower: [] });
    const { wider, unproven, needsReview } = compare(before, after);
    if (needsReview) throw new Error(explainFailure(before, after, { wider, unproven }));
    return Promise.resolve();
  },
);

const conditionsWithChanges = fc.record({ details: decisions(200), changes: decisions(60) });

property(
  'with every condition, whatever lets any viewer do more is reported',
  1 / 4,
  conditionsWithChanges,
  ({ details, changes }) => {
    const before = writePolicy(new Choices(details));
    const choices = new Choices(changes);
    const after = choices.isOneIn(8) ? writePolicy(choices) : changeConditions(choices, before);
    const diff = compareConditions(before, after);
    for (const { coordinate, situation } of gains(before, after)) {
      if (!diff.needsReview) fail(before, after, { coordinate, situation });
      const role = situation?.roles.length === 1 ? situation.roles[0] : undefined;
      // Cells do not contain ages.
      const cell = situation?.ageSeconds === 5 ? diff.narrower.filter(isCellChange) : [];
      const contradiction = cell.find((each) => each.coordinate === coordinate && each.role === role);
      if (contradiction) fail(before, after, { contradiction, situation });
    }
    return Promise.resolve();
  },
);

property(
  'with every condition, only what lets some viewer do more is called wider',
  1 / 8,
  conditionsWithChanges,
  ({ details, changes }) => {
    const before = writePolicy(new Choices(details));
    const after = changeConditions(new Choices(changes), before);
    const widened = new Set([...gains(before, after)].map(({ coordinate }) => coordinate));
    const { wider } = compareConditions(before, after);
    const wrong = wider.find(({ coordinate }) => !widened.has(coordinate) && coordinate !== 'Query.docs');
    if (wrong) fail(before, after, wrong);
    return Promise.resolve();
  },
);

property(
  'with every condition, a policy that was only narrowed needs no review, nor does one that is the same',
  1 / 8,
  conditionsWithChanges,
  ({ details, changes }) => {
    const before = writePolicy(new Choices(details));
    const after = narrowConditions(new Choices(changes), before);
    expect(compareConditions(before, before)).toMatchObject({ wider: [], unproven: [], narrower: [] });
    const { wider, unproven, needsReview } = compareConditions(before, after);
    if (needsReview) fail(before, after, { wider, unproven });
    return Promise.resolve();
  },
);

/** The coordinates that some viewer may use only under the second policy, each with one such viewer per set of roles. */
function* gains(
  before: ConditionalPolicy,
  after: ConditionalPolicy,
): Generator<{ coordinate: string; situation: Situation | null }> {
  if (before.isFiltered && !after.isFiltered) yield { coordinate: 'Query.docs', situation: null };
  const known = rulesByCoordinate(before);
  for (const [coordinate, rules] of rulesByCoordinate(after)) {
    const old = known.get(coordinate) ?? [];
    const isGained = (situation: Situation | null) =>
      isAdmitted(rules, situation) && !isAdmitted(old, situation);
    if (isGained(null)) yield { coordinate, situation: null };
    const found = new Set<string>();
    for (const situation of situationsOf([...old, ...rules])) {
      const key = `${situation.roles.join()} ${situation.ageSeconds}`;
      if (found.has(key) || !isGained(situation)) continue;
      found.add(key);
      yield { coordinate, situation };
    }
  }
}

function compareConditions(before: ConditionalPolicy, after: ConditionalPolicy): AccessDiff {
  const [old, current] = [before, after].map((policy) => accessReport(buildSchema(sdlOf(policy))));
  if (!old || !current) throw new Error('There are two reports.');
  return compareAccess(JSON.parse(JSON.stringify(old)) as typeof old, current);
}

function fail(before: ConditionalPolicy, after: ConditionalPolicy, what: object): never {
  const shown = JSON.stringify(
    what,
    (_key, value: unknown) => (value instanceof Set ? [...value] : value),
    1,
  );
  throw new Error(
    [shown, ...[before, after].map((policy) => sdlOf(policy).slice(authorizationTypeDefs.length))].join(
      '\n\n',
    ),
  );
}

function expectReport(before: Model, after: Model): void {
  const found = findGain(before, after);
  if (!found || compare(before, after).needsReview) return;
  throw new Error(explainFailure(before, after, found));
}

function compare(before: Model, after: Model): AccessDiff {
  return compareAccess(reportOf(before), reportOf(after));
}

/** As it is after it was written to a file. */
function reportOf(model: Model): ReturnType<typeof accessReport> {
  const report = accessReport(buildSchema(writeSdl(model)));
  return JSON.parse(JSON.stringify(report)) as typeof report;
}

function explainFailure(before: Model, after: Model, what: object): string {
  return [JSON.stringify(what, null, 1), writeSdl(before), writeSdl(after)].join('\n\n');
}
