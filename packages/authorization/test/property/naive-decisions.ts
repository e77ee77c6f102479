import { type Model, type NamedPolicy, type Rule, typeOf } from './model.js';
import { idsIn, type Use } from './naive-inputs.js';
import {
  type Asker,
  conditionsOf,
  groundsFor,
  idealObject,
  noObject,
  type Question,
  type Refusal,
  refusalOf,
  type Subject,
} from './naive-rules.js';
import { checkOf, loadOf, type PolicyObject, Row, type Rows } from './rows.js';

/** What occurs in decisions. */
export const decisionEvents = [
  'by signed in',
  'by role',
  'by scope',
  'by owner',
  'by group',
  'by policy',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'REAUTHENTICATION_REQUIRED',
  'missing object',
  'foreign object',
  'own object',
  'kept by @filtered',
  'omitted by @filtered',
  'mutation denied without objects',
  'mutation denied by objects',
  'mutation admitted by objects',
] as const;
export type DecisionEvent = (typeof decisionEvents)[number];

/** The decisions of one execution, and what they may load and ask policies about. */
export class NaiveDecisions {
  readonly loads: string[] = [];
  readonly checks: string[] = [];
  readonly events: DecisionEvent[] = [];
  readonly #model: Model;
  readonly #rows: Rows;
  readonly #question: Question;

  constructor(model: Model, rows: Rows, question: Question) {
    this.#model = model;
    this.#rows = rows;
    this.#question = question;
  }

  /** Why rules about an object are not satisfied. Empty if they are. */
  refusals(rules: readonly Rule[], object: PolicyObject): readonly Refusal[] {
    const { viewer } = this.#question;
    const subject = subjectOf(this.#model, this.#rows, viewer, object);
    const isOpen = this.refusalsBeforeObjects([rules]).every(
      ({ code }) => code === 'REAUTHENTICATION_REQUIRED',
    );
    if (viewer && isOpen) this.#note(rules, viewer, object, subject);
    return [refusalOf(this.#model, rules, this.#question, subject) ?? []].flat();
  }

  /** Why rules are not satisfied, whatever the object. */
  refusalsBeforeObjects(each: readonly (readonly Rule[])[]): readonly Refusal[] {
    return each.flatMap((rules) => refusalOf(this.#model, rules, this.#question, idealObject) ?? []);
  }

  /** Why the objects that values identify do not satisfy the rules with `of`. A missing object satisfies none. */
  refusalsByObjects(uses: readonly Use[]): readonly Refusal[] {
    const { viewer } = this.#question;
    if (!viewer) return [];
    return uses.flatMap(({ rules, value }) => {
      const open = rules.filter(
        (rule) => rule.of !== undefined && groundsFor(this.#model, rule, viewer, noObject).length === 0,
      );
      return idsIn(value).flatMap((id) => open.flatMap((rule) => this.#refusalOfNamed(rule, id)));
    });
  }

  #refusalOfNamed(rule: Rule, id: string): readonly Refusal[] {
    const { of = '' } = rule;
    this.loads.push(loadOf(of, id));
    const row = this.#rows.find(of, id);
    const refusals = row ? this.refusals([rule], row) : [{ code: 'FORBIDDEN', isConditional: true } as const];
    this.events.push(!row ? 'missing object' : refusals.length > 0 ? 'foreign object' : 'own object');
    return refusals;
  }

  /** Records what satisfies each rule, and about what policies may decide. */
  #note(rules: readonly Rule[], viewer: Asker, object: PolicyObject, subject: Subject): void {
    for (const rule of rules) {
      this.events.push(
        ...groundsFor(this.#model, rule, viewer, subject).map((ground) => `by ${ground}` as const),
      );
      if (groundsFor(this.#model, rule, viewer, noObject).length > 0) continue;
      if (conditionsOf(rule).includes('policy'))
        this.checks.push(...(rule.policy ?? []).flat().map((name) => checkOf(name, object)));
    }
  }
}

/** An object in the eyes of a viewer. */
export function subjectOf(model: Model, rows: Rows, viewer: Asker | null, object: PolicyObject): Subject {
  const idsOf = (name: string) => {
    const field =
      object instanceof Row && typeOf(model, object.type).fields.find((each) => each.name === name);
    const cell = field ? rows.cell(object, field, {}) : null;
    return [cell]
      .flat()
      .filter((id) => id !== null)
      .map(String);
  };
  return {
    isOwner: (field) => viewer !== null && idsOf(field).includes(viewer.id),
    isInGroup: (field) => idsOf(field).some((id) => viewer?.groups?.includes(id)),
    passes: (name) => {
      const policy = model.policies.find((each: NamedPolicy) => each.name === name);
      return policy !== undefined && viewer !== null && rows.passes(policy, object, viewer.id);
    },
  };
}
