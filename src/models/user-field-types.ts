type ScalarType = StringConstructor | NumberConstructor | BooleanConstructor | DateConstructor;

interface FieldOptions<Value> {
  /** Whether `register` requires it. Accounts that exist, or that an operator creates, may lack it. */
  readonly required?: boolean;
  readonly default?: Value;
  /** Returns whether a value is valid. With a message, that says what to do. */
  readonly validate?:
    | ((value: Value) => boolean | Promise<boolean>)
    | {
        readonly validator: (value: Value) => boolean | Promise<boolean>;
        readonly message: string;
      };
  readonly index?: boolean;
  /** Whether no two users may have the same value. Users without a value do not count. */
  readonly unique?: boolean;
  readonly sparse?: boolean;
}

interface TextOptions extends FieldOptions<string> {
  readonly type: StringConstructor;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly match?: RegExp;
  readonly enum?: readonly string[];
  readonly trim?: boolean;
  readonly lowercase?: boolean;
  readonly uppercase?: boolean;
}

interface NumberOptions extends FieldOptions<number> {
  readonly type: NumberConstructor;
  readonly min?: number;
  readonly max?: number;
  readonly enum?: readonly number[];
}

interface BooleanOptions extends FieldOptions<boolean> {
  readonly type: BooleanConstructor;
}

interface DateOptions extends FieldOptions<Date> {
  readonly type: DateConstructor;
  readonly min?: Date;
  readonly max?: Date;
}

interface ListOptions extends FieldOptions<never> {
  readonly type: readonly [ScalarType];
  readonly default?: never;
}

/**
 * A field of users, as in a mongoose schema: a type, or a type with options.
 *
 * @example
 * ```ts
 * const company: UserFieldDefinition = { type: String, maxLength: 200, trim: true };
 * ```
 */
export type UserFieldDefinition =
  | ScalarType
  | readonly [ScalarType]
  | TextOptions
  | NumberOptions
  | BooleanOptions
  | DateOptions
  | ListOptions;

/**
 * The fields that a module adds to users, by name.
 *
 * @example
 * ```ts
 * const userFields: UserFieldDefinitions = { company: { type: String, maxLength: 200 }, tags: [String] };
 * ```
 */
export type UserFieldDefinitions = Readonly<Record<string, UserFieldDefinition>>;

/**
 * Values of the fields that modules add to users. Null removes a value.
 *
 * @example
 * ```ts
 * const values: UserFieldValues = { company: 'Acme', phone: null };
 * await services.users.setFields(user.id, values);
 * ```
 */
export type UserFieldValues = Readonly<Record<string, unknown>>;

type ScalarValue<Type> = Type extends StringConstructor
  ? string
  : Type extends NumberConstructor
    ? number
    : Type extends BooleanConstructor
      ? boolean
      : Type extends DateConstructor
        ? Date
        : never;

type TypedValue<Type> = Type extends readonly [infer Item]
  ? readonly ScalarValue<Item>[]
  : ScalarValue<Type> | null;

type FieldValue<Definition> = Definition extends { readonly enum: readonly (infer Value)[] }
  ? Value | null
  : Definition extends { readonly type: infer Type }
    ? TypedValue<Type>
    : TypedValue<Definition>;

/**
 * The fields of a user as TypeScript sees them: null if a user has no value, and a list is empty.
 *
 * @example
 * ```ts
 * const userFields = { company: { type: String, maxLength: 200 } } as const;
 * const employerOf = (user: User & UserFieldsOf<typeof userFields>): string => user.company ?? 'none';
 * ```
 */
export type UserFieldsOf<Definitions> = {
  readonly [Name in keyof Definitions]: FieldValue<Definitions[Name]>;
};
