/** Random policies with every argument of `@auth` over one schema, and a naive reading of them. */
import { authorizationTypeDefs } from '@graphward/authorization';
import type { Choices } from '../../packages/authorization/test/property/choices.js';

type Alternatives = readonly (readonly string[])[];

interface Rule {
  readonly requires?: readonly string[];
  readonly scopes?: Alternatives;
  readonly owner?: string;
  readonly group?: string;
  readonly policy?: Alternatives;
  readonly of?: string;
  readonly maxAge?: number;
  readonly mfa?: true;
}

/** The elements that can have rules, and the object about which a rule decides. */
const places = {
  Doc: 'object',
  'Doc.x': 'object',
  Note: 'object',
  Page: 'object',
  'Query.doc': 'arguments',
  'Query.doc(id:)': 'of',
  'Query.doc(all:)': 'none',
  'Filter.id': 'of',
  'State.HIDDEN': 'none',
} as const;
type Place = keyof typeof places;

export interface ConditionalPolicy {
  readonly rules: Readonly<Record<Place, readonly Rule[]>>;
  readonly isFiltered: boolean;
}

/** A viewer, and what is true of the object about which a rule decides: `owner ownerId`, `policy p of Note`. */
export interface Situation {
  readonly roles: readonly string[];
  /** Including `scope a`. */
  readonly facts: ReadonlySet<string>;
  readonly ageSeconds: number;
}

export function writePolicy(choices: Choices): ConditionalPolicy {
  const names = Object.keys(places) as Place[];
  const rules = names.map((place) => {
    return [place, choices.times(isNamed(place) ? 1 : 0, 2, () => writeRule(choices, place))] as const;
  });
  return {
    rules: Object.fromEntries(rules) as unknown as ConditionalPolicy['rules'],
    isFiltered: choices.isOneIn(2),
  };
}

/** `of: "Note"` alone needs a rule that it stands for. */
function isNamed(place: Place): boolean {
  return place === 'Note' || place === 'Page';
}

function writeRule(choices: Choices, place: Place): Rule {
  const kind = places[place];
  const of = kind === 'of' && !choices.isOneIn(4) ? choices.pick(['Note', 'Page']) : undefined;
  const hasObject = kind === 'object' || of !== undefined;
  return {
    ...(choices.isOneIn(2) && { requires: choices.times(1, 2, () => choices.pick(['A', 'B', 'C'])) }),
    ...(choices.isOneIn(3) && { scopes: writeLists(choices, ['s', 't', 'u']) }),
    ...(hasObject && choices.isOneIn(3) && { owner: choices.pick(['ownerId', 'authorId']) }),
    ...(hasObject && choices.isOneIn(3) && { group: choices.pick(['teamId', 'tenantId']) }),
    ...((hasObject || kind === 'arguments') &&
      choices.isOneIn(3) && { policy: writeLists(choices, ['p', 'q']) }),
    ...(of !== undefined && { of }),
    ...writeSignIn(choices),
  };
}

function writeSignIn(choices: Choices): Pick<Rule, 'maxAge' | 'mfa'> {
  return {
    ...(choices.isOneIn(5) && { maxAge: choices.pick([10, 60]) }),
    ...(choices.isOneIn(6) && ({ mfa: true } as const)),
  };
}

function writeLists(choices: Choices, names: readonly string[]): Alternatives {
  return choices.times(1, 2, () => choices.times(1, 2, () => choices.pick(names)));
}

/** A policy after a few random changes of any kind. */
export function changeConditions(choices: Choices, policy: ConditionalPolicy): ConditionalPolicy {
  const changes = choices.times(1, 3, () => choices.below(4));
  return changes.reduce((each, kind) => {
    if (kind === 0) return { ...each, isFiltered: !each.isFiltered };
    return changeRules(choices, each, (rules, place) => {
      if (kind === 1) return [...rules, writeRule(choices, place)];
      const index = choices.below(rules.length);
      const changed = mixed(choices, rules[index] ?? {}, writeRule(choices, place));
      return kind === 2 && !isNamed(place) ? rules.toSpliced(index, 1) : rules.with(index, changed);
    });
  }, policy);
}

/** Each argument from one of two rules. */
function mixed(choices: Choices, rule: Rule, other: Rule): Rule {
  const names = [...new Set([...Object.keys(rule), ...Object.keys(other)])] as (keyof Rule)[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = (choices.isOneIn(3) ? other : rule)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A policy after a few changes, each of which only reduces access. */
export function narrowConditions(choices: Choices, policy: ConditionalPolicy): ConditionalPolicy {
  const changes = choices.times(1, 3, () => choices.below(4));
  return changes.reduce((each, kind) => {
    if (kind === 0) return { ...each, isFiltered: true };
    return changeRules(choices, each, (rules, place) => {
      if (kind === 1) return [...rules, writeRule(choices, place)];
      const index = choices.below(rules.length);
      return rules.with(index, tightened(choices, rules[index] ?? {}));
    });
  }, policy);
}

function tightened(choices: Choices, rule: Rule): Rule {
  const { of, maxAge, mfa, ...alternatives } = rule;
  const rest = {
    ...(of !== undefined && { of }),
    ...(maxAge !== undefined && { maxAge }),
    ...(mfa && { mfa }),
  };
  const { requires = [], scopes = [], policy = [] } = rule;
  return choices.pick<Rule>([
    { ...rule, maxAge: Math.ceil((maxAge ?? 61) / 2) },
    { ...rule, mfa: true },
    ...(requires.length > 1 ? [{ ...rule, requires: requires.slice(1) }] : []),
    ...stricterLists(scopes).map((lists) => ({ ...rule, scopes: lists })),
    ...stricterLists(policy).map((lists) => ({ ...rule, policy: lists })),
    // One alternative instead of several.
    ...Object.entries(alternatives).map(([name, value]) => ({ ...rest, [name]: value })),
  ]);
}

function stricterLists(lists: Alternatives): readonly Alternatives[] {
  if (lists.length === 0) return [];
  const extended = lists.with(-1, [...(lists.at(-1) ?? []), 'more']);
  return lists.length > 1 ? [extended, lists.slice(1)] : [extended];
}

function changeRules(
  choices: Choices,
  policy: ConditionalPolicy,
  change: (rules: readonly Rule[], place: Place) => readonly Rule[],
): ConditionalPolicy {
  const names = Object.keys(places) as Place[];
  const place = choices.pick(names.filter((name) => policy.rules[name].length > 0));
  return { ...policy, rules: { ...policy.rules, [place]: change(policy.rules[place], place) } };
}

export function sdlOf({ rules, isFiltered }: ConditionalPolicy): string {
  const auth = (place: Place) => rules[place].map(printRule).join(' ');
  const root = auth('Query.doc') || '@public';
  return `${authorizationTypeDefs}
    enum Role { A  B @inherits(roles: "A")  C }
    type Query {
      doc(id: ID ${auth('Query.doc(id:)')}, all: Boolean ${auth('Query.doc(all:)')}): Doc ${root}
      docs(filter: Filter): [Doc] @public ${isFiltered ? '@filtered' : ''}
      note: Note @public
      page: Page @public
    }
    type Doc ${auth('Doc')} { ownerId: ID  authorId: ID  teamId: ID  tenantId: ID  x: String ${auth('Doc.x')} }
    type Page ${auth('Page')} { ownerId: ID  authorId: ID  teamId: ID  tenantId: ID }
    type Note ${auth('Note')} { ownerId: ID  authorId: ID  teamId: ID  tenantId: ID }
    input Filter { id: ID ${auth('Filter.id')}  state: State }
    enum State { LIVE  HIDDEN ${auth('State.HIDDEN')} }`;
}

function printRule({ requires, maxAge, ...others }: Rule): string {
  const args = Object.entries(others).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  if (requires) args.push(`requires: [${requires.join(' ')}]`);
  if (maxAge !== undefined) args.push(`maxAge: ${maxAge}`);
  return args.length > 0 ? `@auth(${args.join(', ')})` : '@auth';
}

/** The rules of each coordinate that has some, as in the access report. */
export function rulesByCoordinate({ rules }: ConditionalPolicy): ReadonlyMap<string, readonly Rule[]> {
  const applied = (place: Place) => rules[place].flatMap((rule) => applyType(rules, rule));
  const fieldsOf = (type: 'Doc' | 'Note' | 'Page') =>
    ['__typename', 'ownerId', 'authorId', 'teamId', 'tenantId'].map(
      (field) => [`${type}.${field}`, rules[type]] as const,
    );
  return new Map([
    ...fieldsOf('Doc'),
    ...fieldsOf('Note'),
    ...fieldsOf('Page'),
    ['Doc.x', [...rules['Doc.x'], ...rules.Doc]],
    ['Query.doc', rules['Query.doc']],
    ['Query.doc(id:)', [...rules['Query.doc'], ...applied('Query.doc(id:)')]],
    ['Query.doc(all:)', [...rules['Query.doc'], ...rules['Query.doc(all:)']]],
    ['Filter.id', applied('Filter.id')],
    ['State.HIDDEN', rules['State.HIDDEN']],
  ]);
}

/** `of` alone stands for the rules of the type. */
function applyType(rules: ConditionalPolicy['rules'], rule: Rule): readonly Rule[] {
  const { of, maxAge, mfa, ...alternatives } = rule;
  if (of === undefined || Object.keys(alternatives).length > 0) return [rule];
  const ofType = rules[of as 'Note' | 'Page'].map((each) => ({ ...each, of }));
  if (maxAge === undefined && !mfa) return ofType;
  return [...ofType, { ...(maxAge !== undefined && { maxAge }), ...(mfa && { mfa }) }];
}

/** Every combination of roles, ages and of the facts that some of these rules mention, for signed-in viewers. */
export function* situationsOf(rules: readonly Rule[]): Generator<Situation> {
  const facts = [...new Set(rules.flatMap(factsIn))];
  for (const held of subsetsOf(['A', 'B', 'C'])) {
    for (const ageSeconds of [5, 30, 500]) {
      for (const known of subsetsOf(facts)) yield { roles: held, facts: new Set(known), ageSeconds };
    }
  }
}

function factsIn(rule: Rule): string[] {
  const dependsOnObject = rule.owner !== undefined || rule.group !== undefined || rule.policy !== undefined;
  return [
    ...groundsOf(rule).flatMap((ground) => ground),
    ...(rule.mfa ? ['second factor'] : []),
    ...(rule.of !== undefined && dependsOnObject ? ['no object is identified'] : []),
  ];
}

/** Lists of facts, of which one must be complete. */
function groundsOf({ scopes = [], owner, group, policy = [], of }: Rule): readonly (readonly string[])[] {
  const suffix = of === undefined ? '' : ` of ${of}`;
  return [
    ...scopes.map((list) => list.map((scope) => `scope ${scope}`)),
    ...(owner === undefined ? [] : [[`owner ${owner}${suffix}`]]),
    ...(group === undefined ? [] : [[`group ${group}${suffix}`]]),
    ...policy.map((list) => list.map((name) => `policy ${name}${suffix}`)),
  ];
}

/** Whether all rules admit the viewer; null: an anonymous viewer. */
export function isAdmitted(rules: readonly Rule[], situation: Situation | null): boolean {
  if (rules.length === 0) return true;
  if (!situation) return false;
  const { roles, facts, ageSeconds } = situation;
  return rules.every((rule) => {
    const { requires, scopes, owner, group, policy, of, maxAge = Infinity } = rule;
    if (ageSeconds > maxAge || (rule.mfa && !facts.has('second factor'))) return false;
    if ([requires, scopes, owner, group, policy].every((each) => each === undefined)) return true;
    const held = roles.includes('B') ? [...roles, 'A'] : roles;
    if (requires?.some((role) => held.includes(role))) return true;
    if (groundsOf(rule).some((ground) => ground.every((fact) => facts.has(fact)))) return true;
    const dependsOnObject = owner !== undefined || group !== undefined || policy !== undefined;
    return of !== undefined && dependsOnObject && facts.has('no object is identified');
  });
}

function subsetsOf(names: readonly string[]): string[][] {
  return names.reduce<string[][]>((sets, name) => [...sets, ...sets.map((set) => [...set, name])], [[]]);
}
