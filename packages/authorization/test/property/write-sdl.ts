import { authorizationTypeDefs } from '../../src/index.js';
import {
  type Alternatives,
  type Field,
  type Input,
  itemOf,
  type Model,
  namedType,
  nullable,
  type Rule,
  type Type,
  type Value,
  type ValueObject,
  VariableUse,
} from './model.js';

/** The model's schema with its policy, in SDL. */
export function writeSdl(model: Model): string {
  const roles = [...model.roles.keys()].map((name) => writeRole(model, name));
  const types = [...model.types.values()].map((type) => writeType(model, type));
  return [authorizationTypeDefs, `enum Role { ${roles.join(' ')} }`, ...types].join('\n');
}

function writeRole({ roles, includingRoles }: Model, name: string): string {
  const inherited = includingRoles.includes(name) ? [] : (roles.get(name) ?? []);
  const including = includingRoles.filter((role) => roles.get(role)?.includes(name));
  const inherits = inherited.length > 0 ? ` @inherits(roles: ${JSON.stringify(inherited)})` : '';
  const isIncluded = including.length > 0 ? ` @includedIn(roles: ${JSON.stringify(including)})` : '';
  return name + inherits + isIncluded;
}

function writeType(model: Model, type: Type): string {
  const { kind, name, members } = type;
  if (kind === 'union') return `union ${name} = ${members.join(' | ')}`;
  const implemented = type.interfaces.length > 0 ? ` implements ${type.interfaces.join(' & ')}` : '';
  const body = [
    ...type.fields.map((field) => writeField(model, field)),
    ...type.inputs.map((input) => writeInput(model, input)),
    ...type.values.map((value) => value.name + writeRules(value.rules)),
  ].join('\n  ');
  const head = `${kind} ${name}${implemented}`;
  // The first of several rules is in an extension.
  const isSplit = type.rules.length > 1;
  const rules = isSplit ? type.rules.slice(1) : type.rules;
  const definition = `${head}${writeRules(rules, type.isPublic)} {\n  ${body}\n}`;
  return isSplit ? `extend ${kind} ${name}${writeRules(type.rules.slice(0, 1))}\n${definition}` : definition;
}

function writeField(model: Model, { name, args, ref, rules, isPublic, isFiltered }: Field): string {
  const taken = args.map((arg) => writeInput(model, arg)).join(', ');
  const filtered = isFiltered ? ' @filtered' : '';
  return `${name}${taken && `(${taken})`}: ${ref}${writeRules(rules, isPublic)}${filtered}`;
}

function writeInput(model: Model, { name, ref, rules, default: given }: Input): string {
  const written = given === undefined ? '' : ` = ${writeLiteral(model, ref, given)}`;
  return `${name}: ${ref}${written}${writeRules(rules)}`;
}

function writeRules(rules: readonly Rule[], isPublic = false): string {
  return rules.map(writeRule).join('') + (isPublic ? ' @public' : '');
}

function writeRule({ requires, scopes, owner, group, policy, of, maxAge, mfa }: Rule): string {
  const args = [
    requires && `requires: ${requires.length === 1 ? String(requires[0]) : `[${requires.join(' ')}]`}`,
    scopes && `scopes: ${writeAlternatives(scopes)}`,
    owner && `owner: "${owner}"`,
    group && `group: "${group}"`,
    policy && `policy: ${writeAlternatives(policy)}`,
    of && `of: "${of}"`,
    maxAge !== undefined && `maxAge: ${maxAge}`,
    mfa && 'mfa: true',
  ].filter(Boolean);
  return args.length > 0 ? ` @auth(${args.join(', ')})` : ' @auth';
}

/** In its shortest form: lists coerce. */
function writeAlternatives(lists: Alternatives): string {
  if (lists.some((list) => list.length > 1)) return JSON.stringify(lists);
  return JSON.stringify(lists.length > 1 ? lists.flat() : lists[0]?.[0]);
}

/** A value of this type as it is written in SDL or in an operation. */
export function writeLiteral(model: Model, ref: string, value: Value): string {
  if (value instanceof VariableUse) return `$${value.name}`;
  if (value === null || typeof value === 'boolean') return String(value);
  const item = itemOf(ref);
  if (Array.isArray(value)) {
    return `[${(value as readonly Value[]).map((each) => writeLiteral(model, item ?? ref, each)).join(', ')}]`;
  }
  if (item) return writeLiteral(model, item, value);
  const type = model.types.get(namedType(ref));
  // An ID may also be a number.
  if (value === '1' && namedType(ref) === 'ID') return value;
  if (typeof value === 'string') return type?.kind === 'enum' ? value : JSON.stringify(value);
  const fields = Object.entries(value as ValueObject).map(([name, each]) => {
    const field = type?.inputs.find((input) => input.name === name);
    return `${name}: ${writeLiteral(model, field?.ref ?? nullable(ref), each)}`;
  });
  return `{ ${fields.join(', ')} }`;
}
