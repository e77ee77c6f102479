import type { Model, Rule } from './model.js';
import {
  argumentRules,
  conditionsOf,
  fieldRules,
  type Ground,
  groundsFor,
  inputRules,
  noObject,
  type Question,
} from './naive-rules.js';

type Column = readonly [name: string, viewer: Question['viewer']];

/** The expected access of each role, by coordinate. */
export function naiveTable(model: Model): Record<string, Record<string, string>> {
  const columns: Column[] = [...model.roles.keys()].map((role) => [role, { id: 'nobody', roles: [role] }]);
  columns.unshift(['ANONYMOUS', null]);
  const rows = [...placesOf(model)].map(([place, rules]) => {
    return [place, Object.fromEntries(columns.map(([name, viewer]) => [name, cell(model, rules, viewer)]))];
  });
  return Object.fromEntries(rows) as Record<string, Record<string, string>>;
}

const order: readonly Ground[] = ['owner', 'group', 'policy', 'scope'];

function cell(model: Model, rules: readonly Rule[], viewer: Question['viewer']): string {
  if (!viewer && rules.length > 0) return 'deny';
  const open = rules.filter((rule) => viewer && groundsFor(model, rule, viewer, noObject).length === 0);
  if (open.some((rule) => conditionsOf(rule).length === 0)) return 'deny';
  const conditions = order.filter((each) => open.some((rule) => conditionsOf(rule).includes(each)));
  const standing = conditions.join('|') || 'allow';
  const reauth = rules.some(({ maxAge }) => maxAge !== undefined) ? '+reauth' : '';
  return `${standing}${reauth}${rules.some(({ mfa }) => mfa) ? '+mfa' : ''}`;
}

function* placesOf(model: Model): Generator<[string, readonly Rule[]]> {
  for (const role of model.roles.keys()) yield [`Role.${role}`, []];
  for (const type of model.types.values()) {
    for (const { name, rules } of [...type.values, ...type.inputs])
      yield [`${type.name}.${name}`, inputRules(model, rules)];
    for (const field of type.fields) {
      const ofField = fieldRules(model, type, field);
      yield [`${type.name}.${field.name}`, ofField];
      for (const arg of field.args) {
        const ofArgument = argumentRules(model, type, field, arg);
        yield [`${type.name}.${field.name}(${arg.name}:)`, [...ofField, ...ofArgument]];
      }
    }
  }
}
