import { type Field, type Input, type Model, type Rule, type Type, typeOf } from './model.js';

export type Code = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'REAUTHENTICATION_REQUIRED';

export interface Asker {
  readonly id: string;
  readonly roles: readonly string[];
  readonly authTime?: number;
}

/** A viewer, and the time of the request in seconds since 1970. */
export interface Question {
  readonly viewer: Asker | null;
  readonly now: number;
}

/** Why an element is denied: the code, and whether the owner of the row is admitted. */
export interface Refusal {
  readonly code: Code;
  readonly isForOwner: boolean;
}

/** Reads the owner field of the object in question. */
export type ReadOwnerId = (field: string) => string | number | null;

/** A type's rules and those of every interface it implements. */
export function typeRules(model: Model, type: Type): Rule[] {
  return lineage(model, type).flatMap(({ rules }) => rules);
}

/** A field's requirement = its own AND its type's AND that of every interface the type implements AND of the interface's field's. */
export function fieldRules(model: Model, type: Type, field: Field): Rule[] {
  const versions = lineage(model, type).flatMap(({ fields }) =>
    fields.filter(({ name }) => name === field.name),
  );
  return [...versions.flatMap(({ rules }) => rules), ...typeRules(model, type)];
}

export function argumentRules(model: Model, type: Type, field: Field, arg: Input): Rule[] {
  const versions = lineage(model, type).flatMap(({ fields }) =>
    fields.filter(({ name }) => name === field.name),
  );
  return versions
    .flatMap(({ args }) => args.filter(({ name }) => name === arg.name))
    .flatMap(({ rules }) => rules);
}

function lineage(model: Model, type: Type): Type[] {
  return [type, ...type.interfaces.map((name) => typeOf(model, name))];
}

/** All `@auth` on an element must be satisfied. Undefined if they are. */
export function refusalOf(
  model: Model,
  rules: readonly Rule[],
  { viewer, now }: Question,
  readOwnerId: ReadOwnerId = () => null,
): Refusal | undefined {
  if (rules.length === 0) return undefined;
  if (!viewer) return { code: 'UNAUTHENTICATED', isForOwner: false };
  const broken = rules.filter((rule) => !holds(model, rule, viewer, readOwnerId));
  if (broken.length > 0) {
    return { code: 'FORBIDDEN', isForOwner: broken.every(({ owner }) => owner !== undefined) };
  }
  const isRecent = rules.every(({ maxAge }) => maxAge === undefined || ageOf(viewer, now) <= maxAge);
  return isRecent ? undefined : { code: 'REAUTHENTICATION_REQUIRED', isForOwner: false };
}

function holds(model: Model, { requires, owner }: Rule, viewer: Asker, readOwnerId: ReadOwnerId): boolean {
  if (requires?.some((role) => viewer.roles.some((held) => includesRole(model, held, role)))) return true;
  if (owner !== undefined) {
    const id = readOwnerId(owner);
    return id !== null && String(id) === viewer.id;
  }
  return requires === undefined;
}

/** `@inherits` is transitive. */
function includesRole(model: Model, held: string, wanted: string): boolean {
  const inherited = model.roles.get(held) ?? [];
  return (
    (held === wanted && model.roles.has(held)) || inherited.some((role) => includesRole(model, role, wanted))
  );
}

function ageOf({ authTime }: Asker, now: number): number {
  return authTime === undefined || authTime > now ? Infinity : now - authTime;
}
