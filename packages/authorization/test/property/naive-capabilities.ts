import {
  type Field,
  type Input,
  isComposite,
  isNonNull,
  type Model,
  namedType,
  ownerFields,
  possibleTypes,
  type Rule,
  type Type,
} from './model.js';
import { argumentRules, fieldRules, noObject, type Question, refusalOf, typeRules } from './naive-rules.js';

/** A viewer, and whether they own the object by each owner field. */
export interface Situation {
  readonly question: Question;
  readonly owns: readonly string[];
}

/** An action that a policy allows, and the rules that viewers must satisfy for it. */
interface Capability {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** The name of another capability that includes this one. */
  readonly includedIn?: string;
}

const now = 1_000_000;

/** Every combination of roles, row ownership, age and factors that rules can distinguish. */
export function everySituation(models: readonly Model[]): Situation[] {
  const roles = [...new Set(models.flatMap((model) => [...model.roles.keys()]))];
  const roleSets = subsetsOf(roles);
  const owned = subsetsOf(ownerFields);
  const ages = [5, 30, 500, 5000].map((age) => now - age);
  const signedIn = roleSets.flatMap((held) =>
    owned.flatMap((owns) =>
      ages.flatMap((authTime) =>
        [true, false].map((mfa) => ({
          question: { viewer: { id: 'me', roles: held, authTime, mfa }, now },
          owns,
        })),
      ),
    ),
  );
  return [{ question: { viewer: null, now }, owns: [] }, ...signedIn];
}

/** The first action that some viewer may do only under the second policy; undefined if there is none. */
export function findGain(before: Model, after: Model): { gain: string; situation: Situation } | undefined {
  const situations = everySituation([before, after]);
  const known = new Map<string, Capability[]>();
  for (const capability of capabilitiesOf(before)) {
    known.set(capability.name, [...(known.get(capability.name) ?? []), capability]);
  }
  for (const capability of capabilitiesOf(after)) {
    const names = [capability.name, capability.includedIn ?? ''];
    const old = names.flatMap((name) => known.get(name) ?? []);
    const situation = situations.find(
      (each) => may(after, capability, each) && !old.some((one) => may(before, one, each)),
    );
    if (situation) return { gain: capability.name, situation };
  }
  return undefined;
}

function may(model: Model, { rules }: Capability, { question, owns }: Situation): boolean {
  const object = { ...noObject, isOwner: (field: string) => owns.includes(field) };
  return refusalOf(model, rules, question, object) === undefined;
}

function* capabilitiesOf(model: Model): Generator<Capability> {
  for (const type of model.types.values()) {
    if (type.kind === 'type') {
      const rules = typeRules(model, type);
      yield { name: `${type.name} told by __typename`, rules };
    }
    for (const { name, rules } of type.values) yield { name: `send ${type.name}.${name}`, rules };
    for (const input of type.inputs) {
      yield { name: `send ${type.name}.${input.name}`, rules: input.rules };
      yield* absenceOf(`${type.name}.${input.name}`, input, []);
    }
    const required = type.inputs.filter(isRequired);
    if (type.kind === 'input') {
      yield { name: `send ${type.name}`, rules: required.flatMap(({ rules }) => rules) };
    }
    for (const field of type.fields) yield* fieldCapabilities(model, type, field);
  }
}

function* fieldCapabilities(model: Model, type: Type, field: Field): Generator<Capability> {
  const coordinate = `${type.name}.${field.name}`;
  const own = fieldRules(model, type, field);
  const ofArguments = field.args.filter(isRequired).flatMap((arg) => argumentRules(model, type, field, arg));
  const rules = [...own, ...ofArguments];
  for (const name of resultsOf(model, field)) yield { name: `read ${coordinate} as ${name}`, rules };
  for (const arg of field.args) {
    const argRules = argumentRules(model, type, field, arg);
    yield { name: `send ${coordinate}(${arg.name}:)`, rules: [...own, ...argRules] };
    yield* absenceOf(`${coordinate}(${arg.name}:)`, arg, own);
  }
}

/** The effect of omitting a value, which is also possible for viewers who may send one. */
function absenceOf(coordinate: string, input: Input, rules: readonly Rule[]): Capability[] {
  if (isRequired(input)) return [];
  const name = `leave out ${coordinate} = ${JSON.stringify(input.default)}`;
  return [{ name, rules, includedIn: `send ${coordinate}` }];
}

function resultsOf(model: Model, { ref }: Field): string[] {
  const name = namedType(ref);
  const shape = ref.replaceAll('!', '');
  if (!isComposite(model, name)) return [shape];
  return possibleTypes(model, name).map((possible) => shape.replace(name, possible));
}

function isRequired(input: Input): boolean {
  return isNonNull(input.ref) && input.default === undefined;
}

function subsetsOf(names: readonly string[]): string[][] {
  return names.reduce<string[][]>((sets, name) => [...sets, ...sets.map((set) => [...set, name])], [[]]);
}
