import { Error as MongooseError, Schema, type SchemaType } from 'mongoose';
import { AppError } from '../errors/index.js';
import type { UserFieldDefinitions, UserFieldValues } from './user-field-types.js';

/** The fields that modules add to users, as the user model stores and checks them. */
export interface UserFields {
  readonly names: readonly string[];
  /** The definitions for a mongoose schema. */
  readonly stored: Readonly<Record<string, object>>;
  /** Reads the fields of a stored user: null, or the default, if the user has no value. */
  readonly read: (record: object) => UserFieldValues;
  /** @throws AppError BAD_USER_INPUT if a value has the wrong type or a required one is missing */
  readonly pick: (input: Readonly<Record<string, unknown>>, isComplete: boolean) => UserFieldValues;
}

/** Compared by name, as mongoose does, because each realm of JavaScript has its own constructors. */
const types: ReadonlySet<unknown> = new Set(['String', 'Number', 'Boolean', 'Date']);
const textOptions = ['minLength', 'maxLength', 'match', 'enum', 'trim', 'lowercase', 'uppercase'];
/** The options that make sense for a field of a user. A misspelled one would be ignored by mongoose. */
const options: ReadonlySet<string> = new Set([
  ...['type', 'required', 'default', 'validate', 'index', 'unique', 'sparse', 'min', 'max'],
  ...textOptions,
]);
/** Names that mongoose's documents use themselves. */
const { reserved } = Schema as unknown as { readonly reserved: object };
const fieldName = /^[a-z][A-Za-z0-9_]{0,63}$/;

/** Describes what is wrong with a definition; null if nothing is. */
export function userFieldProblem(name: string, definition: unknown): string | null {
  if (!fieldName.test(name)) return 'its name must be a GraphQL name in camelCase.';
  if (name in Object.prototype || name in reserved) return 'its name is reserved. Rename it.';
  const { type, ...more } = complete(definition);
  const item: unknown = Array.isArray(type) ? (type.length === 1 ? type[0] : null) : type;
  if (typeof item !== 'function' || !types.has(item.name))
    return 'its type must be String, Number, Boolean, Date or a list such as [String].';
  const unknown = Object.keys(more).find((option) => !options.has(option));
  if (unknown !== undefined) return `it has an unknown option "${unknown}".`;
  try {
    new Schema({ [name]: storedDefinition(definition) }).path(name);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param definitions as `userFieldProblem` accepts them */
export function createUserFields(definitions: UserFieldDefinitions): UserFields {
  const names = Object.keys(definitions);
  const stored = Object.fromEntries(names.map((name) => [name, storedDefinition(definitions[name])]));
  const schema = new Schema(stored);
  const fallbacks = names.map((name): [string, unknown] => [name, fallbackOf(schema.path(name))]);
  const isRequired = (name: string) => complete(definitions[name]).required === true;
  return {
    names,
    stored,
    read: (record) =>
      Object.fromEntries(
        fallbacks.map(([name, fallback]) => {
          const value = (record as UserFieldValues)[name] ?? fallback;
          return [name, Array.isArray(value) ? [...(value as readonly unknown[])] : value];
        }),
      ),
    pick: (input, isComplete) => {
      const picked: Record<string, unknown> = {};
      for (const name of names) {
        const value = Object.hasOwn(input, name) ? input[name] : undefined;
        const isMissing = value == null || value === '';
        if (isMissing && isRequired(name) && (isComplete || value !== undefined))
          throw invalidField(name, `${name} is required.`);
        if (value === undefined || (value === null && isComplete)) continue;
        if (value !== null && !isPlain(value)) throw invalidField(name, `${name} has the wrong type.`);
        picked[name] = value;
      }
      return picked;
    },
  };
}

/** The error for the client, without the value, which mongoose's message quotes. */
export function userFieldError(error: MongooseError.ValidationError): AppError {
  const [problem] = Object.values(error.errors);
  const [name = ''] = problem?.path.split('.') ?? [];
  return invalidField(name, (problem && ownMessage(problem)) ?? `${name} ${adviceFor(problem)}`);
}

/** The error for a value that a unique index rejected. */
export function takenFieldError(name: string): AppError {
  return new AppError('CONFLICT', `This value of ${name} is taken. Choose another.`, { field: name });
}

/** The message of a field's own `validate`; null without one, because mongoose's message quotes the value. */
function ownMessage({ kind, message }: FieldProblem): string | null {
  return kind === 'user defined' && !message.startsWith('Validator failed') ? message : null;
}

type FieldProblem = MongooseError.ValidatorError | MongooseError.CastError;

function adviceFor(problem: FieldProblem | undefined): string {
  if (problem instanceof MongooseError.CastError) return 'has the wrong type.';
  const properties = (problem?.properties ?? {}) as unknown as Readonly<Record<string, unknown>>;
  switch (problem?.kind) {
    case 'minlength':
      return `must have at least ${String(properties.minlength)} characters.`;
    case 'maxlength':
      return `must have at most ${String(properties.maxlength)} characters.`;
    case 'min':
      return `must be at least ${readable(properties.min)}.`;
    case 'max':
      return `must be at most ${readable(properties.max)}.`;
    case 'enum':
      return `must be one of ${(properties.enumValues as readonly unknown[]).join(', ')}.`;
    case 'regexp':
      return 'has the wrong format.';
    default:
      return 'is invalid.';
  }
}

function readable(limit: unknown): string {
  return limit instanceof Date ? limit.toISOString() : String(limit);
}

function invalidField(name: string, message: string): AppError {
  return new AppError('BAD_USER_INPUT', message, { field: name });
}

/** Whether a value is a scalar or a list of scalars, so that no operator and no prototype reaches the database. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => !Array.isArray(item) && isPlain(item));
  return typeof value !== 'object' || value instanceof Date;
}

function complete(definition: unknown): Readonly<Record<string, unknown>> {
  const isShort = typeof definition !== 'object' || definition === null || Array.isArray(definition);
  return isShort ? { type: definition } : (definition as Readonly<Record<string, unknown>>);
}

/** What mongoose stores. `pick` checks `required`, because an operator may create an account without the field. */
function storedDefinition(definition: unknown): object {
  const stored: Record<string, unknown> = { ...complete(definition) };
  delete stored.required;
  // Without `sparse`, only one user could be without a value.
  return stored.unique === true ? { ...stored, sparse: true } : stored;
}

function fallbackOf(type: SchemaType): unknown {
  const { default: value } = type.options as { readonly default?: unknown };
  if (value !== undefined && typeof value !== 'function') return value;
  return type.instance === 'Array' ? [] : null;
}
