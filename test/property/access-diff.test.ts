import { accessReport } from '@graphward/authorization';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { changePolicy, narrowPolicy } from '../../packages/authorization/test/property/change-policy.js';
import { Choices, decisions } from '../../packages/authorization/test/property/choices.js';
import type { Model } from '../../packages/authorization/test/property/model.js';
import { findGain } from '../../packages/authorization/test/property/naive-capabilities.js';
import { property } from '../../packages/authorization/test/property/property.js';
import { writeModel } from '../../packages/authorization/test/property/write-model.js';
import { writeSdl } from '../../packages/authorization/test/property/write-sdl.js';
import type { AccessDiff } from '../../src/cli/access/diff/access-diff.js';
import { compareAccess } from '../../src/cli/access/diff/compare-access.js';

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
