import type { Model, Rule } from './model.js';
import { argumentRules, fieldRules, type Question, refusalOf } from './naive-rules.js';

type Column = readonly [name: string, question: Question];

/** The expected access of each role, by coordinate. */
export function naiveTable(model: Model): Record<string, Record<string, string>> {
  const columns: Column[] = [...model.roles.keys()].map((role) => {
    return [role, { viewer: { id: 'nobody', roles: [role], authTime: 0 }, now: 0 }];
  });
  columns.unshift(['ANONYMOUS', { viewer: null, now: 0 }]);
  const rows = [...placesOf(model)].map(([place, rules]) => {
    return [
      place,
      Object.fromEntries(columns.map(([name, question]) => [name, cell(model, rules, question)])),
    ];
  });
  return Object.fromEntries(rows) as Record<string, Record<string, string>>;
}

function cell(model: Model, rules: readonly Rule[], question: Question): string {
  const refusal = refusalOf(model, rules, question);
  if (refusal && !refusal.isForOwner) return 'deny';
  const standing = refusal ? 'owner' : 'allow';
  return rules.some(({ maxAge }) => maxAge !== undefined) ? `${standing}+reauth` : standing;
}

function* placesOf(model: Model): Generator<[string, readonly Rule[]]> {
  for (const role of model.roles.keys()) yield [`Role.${role}`, []];
  for (const type of model.types.values()) {
    for (const { name, rules } of [...type.values, ...type.inputs]) yield [`${type.name}.${name}`, rules];
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
