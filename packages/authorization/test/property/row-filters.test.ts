import { matchesRowFilter, rowFilter } from '../../src/index.js';
import { isRoot, type Model, type Rule, type Type } from './model.js';
import { NaiveDecisions } from './naive-decisions.js';
import { groundsFor, noObject, type Question, refusalOf, typeRules } from './naive-rules.js';
import { Occurrences } from './occurrences.js';
import { property } from './property.js';
import { Row, type Rows } from './rows.js';
import { createWorld, decisionsOfAWorld } from './world.js';

const occurrences = new Occurrences(['none', 'true', 'false', 'and', 'or', 'in']);

property(
  'a row filter selects the rows that the rules of the type admit',
  1 / 4,
  decisionsOfAWorld,
  (decided) => {
    const { model, rows, guarded, questions } = createWorld(decided);
    // A root type has no rows.
    const types = [...model.types.values()].filter(({ kind, name }) => kind === 'type' && !isRoot(name));
    for (const type of types) {
      for (const question of questions) {
        const filter = () => rowFilter(guarded, type.name, question.viewer);
        if (needsFilterOfPolicy(model, type, question)) {
          expect(filter).toThrow(/has no filter/);
          occurrences.note('none');
        } else {
          const found = filter();
          expect(selectedRows(found, type, rows)).toEqual(admittedRows(model, type, rows, question));
          occurrences.note(
            typeof found === 'boolean' ? `${found}` : 'and' in found ? 'and' : 'or' in found ? 'or' : 'in',
          );
        }
      }
    }
    return Promise.resolve();
  },
);

it('the cases contain every kind of filter', () => occurrences.expectEach(1 / 100));

const rowsOf = ({ name }: Type) => Array.from({ length: 8 }, (_, index) => new Row(name, index));

function selectedRows(filter: ReturnType<typeof rowFilter>, type: Type, rows: Rows): string[] {
  const selected = rowsOf(type).filter((row) => matchesRowFilter(filter, rows.data(row)));
  return selected.map(({ name }) => name);
}

function admittedRows(model: Model, type: Type, rows: Rows, question: Question): string[] {
  const decisions = new NaiveDecisions(model, rows, question);
  const rules = typeRules(model, type);
  const admitted = rowsOf(type).filter((row) => decisions.refusals(rules, row).length === 0);
  return admitted.map(({ name }) => name);
}

/** Whether a policy without a filter decides, so that the rows cannot be selected. */
function needsFilterOfPolicy(model: Model, type: Type, question: Question): boolean {
  const { viewer } = question;
  const rules = typeRules(model, type);
  const signIns: Rule[] = rules.map(({ maxAge, mfa }) => ({
    ...(maxAge !== undefined && { maxAge }),
    ...(mfa && { mfa }),
  }));
  if (!viewer || refusalOf(model, signIns, question)) return false;
  const open = rules.filter((rule) => groundsFor(model, rule, viewer, noObject).length === 0);
  const names = open.flatMap(({ policy = [] }) => policy.flat());
  return model.policies.some(({ name, states }) => names.includes(name) && !states);
}
