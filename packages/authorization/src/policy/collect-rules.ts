import { type GraphQLInterfaceType, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import type { FieldedType } from '../schema-copy/schema-elements.js';
import type { AnnotatedElement } from './annotated-elements.js';
import { addOf } from './print-rule.js';
import { isOfAlone, readRule } from './read-rule.js';
import { requireAll, type Requirement, restrictsSignIn, type Rule } from './requirement.js';
import { type RoleHierarchy, SIGNED_IN } from './role-hierarchy.js';
import type { ReportProblem } from './schema-problem.js';

type RulesByCoordinate = ReadonlyMap<string, readonly Rule[]>;

interface CollectedRules {
  readonly requirements: ReadonlyMap<string, Requirement>;
  readonly publicCoordinates: ReadonlySet<string>;
  readonly openFields: ReadonlySet<string>;
  readonly filtered: ReadonlySet<string>;
}

/** Reads every `@auth` and adds to each element the rules it inherits from its type and from interfaces. */
export function collectRules(
  schema: GraphQLSchema,
  elements: readonly AnnotatedElement[],
  roles: RoleHierarchy,
  report: ReportProblem,
): CollectedRules {
  const own = new Map<string, readonly Rule[]>();
  const publicCoordinates = new Set<string>();
  const filtered = new Set<string>();
  for (const { coordinate, directives } of elements) {
    const auth = directives.filter(({ name }) => name === 'auth');
    const rules = auth.map((usage) => readRule(usage, coordinate, roles, report));
    if (rules.length > 0) own.set(coordinate, rules);
    if (directives.some(({ name, problem }) => name === 'public' && !problem))
      publicCoordinates.add(coordinate);
    if (directives.some(({ name, problem }) => name === 'filtered' && !problem)) filtered.add(coordinate);
  }

  const requirements = new Map<string, Requirement>();
  const withRulesOfType = (rule: Rule) =>
    isOfAlone(rule) ? rulesOfNamedType(rule, requirements.get(rule.of ?? '')?.rules ?? []) : [rule];
  for (const [coordinate, rules] of own) setRequirement(requirements, coordinate, rules);
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) || isInterfaceType(type),
  );
  for (const type of types) {
    inherit(type, own, requirements);
    inheritFiltered(type, filtered);
  }
  for (const [coordinate, { rules }] of requirements) {
    if (rules.some(isOfAlone)) setRequirement(requirements, coordinate, rules.flatMap(withRulesOfType));
  }
  return {
    requirements,
    publicCoordinates,
    openFields: findOpenFields(types, publicCoordinates, requirements),
    filtered,
  };
}

/** What `@auth(of: "Draft")` means: the rules of `Draft`, for the object that the value identifies. */
function rulesOfNamedType(rule: Rule, ofType: readonly Rule[]): readonly Rule[] {
  const { of = '', coordinate, node } = rule;
  // Reported by `checkObjects`. Until then it admits nobody.
  if (ofType.length === 0) return [rule];
  const rules = ofType.map((each) => ({ ...each, of, text: addOf(each.text, of), coordinate, node }));
  if (!restrictsSignIn(rule)) return rules;
  const { maxAgeSeconds, mfa } = rule;
  const signIn = { ...(maxAgeSeconds !== undefined && { maxAgeSeconds }), ...(mfa && { mfa }) };
  return [...rules, { mask: SIGNED_IN, ...signIn, text: rule.text, coordinate, node }];
}

/** Adds inherited rules to the fields and arguments of a type. Most types have none. */
function inherit(type: FieldedType, own: RulesByCoordinate, requirements: Map<string, Requirement>): void {
  const lineage = [type.name, ...[...interfacesOf(type)].map(({ name }) => name)];
  const rulesOf = (suffix: string) => lineage.flatMap((name) => own.get(name + suffix) ?? []);
  const ofType = rulesOf('');
  if (lineage.length === 1 && ofType.length === 0) return;
  setRequirement(requirements, type.name, ofType);
  for (const field of Object.values(type.getFields())) {
    const suffix = `.${field.name}`;
    setRequirement(requirements, type.name + suffix, [...rulesOf(suffix), ...ofType]);
    for (const arg of field.args) {
      const argSuffix = `${suffix}(${arg.name}:)`;
      setRequirement(requirements, type.name + argSuffix, rulesOf(argSuffix));
    }
  }
}

function inheritFiltered(type: FieldedType, filtered: Set<string>): void {
  for (const parent of interfacesOf(type)) {
    for (const field of Object.keys(parent.getFields()))
      if (filtered.has(`${parent.name}.${field}`)) filtered.add(`${type.name}.${field}`);
  }
}

function findOpenFields(
  types: readonly FieldedType[],
  publicCoordinates: ReadonlySet<string>,
  requirements: ReadonlyMap<string, Requirement>,
): ReadonlySet<string> {
  const ofPublicTypes = types
    .filter(({ name }) => publicCoordinates.has(name))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  const opened = [...publicCoordinates]
    .filter((coordinate) => coordinate.includes('.'))
    .concat(ofPublicTypes);
  return new Set(opened.filter((coordinate) => !requirements.has(coordinate)));
}

/** Transitive, though a valid type lists them all: a policy must not depend on the schema's validity. */
function interfacesOf(type: FieldedType): Set<GraphQLInterfaceType> {
  const found = new Set(type.getInterfaces());
  for (const each of found) for (const parent of each.getInterfaces()) found.add(parent);
  return found;
}

function setRequirement(
  requirements: Map<string, Requirement>,
  coordinate: string,
  rules: readonly Rule[],
): void {
  const requirement = requireAll(rules);
  if (requirement) requirements.set(coordinate, requirement);
}
