import {
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { typesThatContain } from '../policy/input-types.js';
import type { Policy } from '../policy/policy.js';
import { restrictsSignIn } from '../policy/requirement.js';
import type { Field, FieldedType } from '../schema-copy/schema-elements.js';

/**
 * What viewers with these roles always get: what no rule can make null, whatever the object, the scopes and the age of the
 * credentials, in operations that use only the visible schema.
 */
export class Guarantees {
  readonly #policy: Policy;
  readonly #mask: number;
  readonly #visible: GraphQLSchema;
  /** Input types that contain something that the viewer may send only under a condition. */
  readonly #conditionalInputs: ReadonlySet<string>;
  /** Object types whose objects a denial can make null. */
  readonly #fragile = new Set<string>();

  constructor(policy: Policy, mask: number, visible: GraphQLSchema) {
    this.#policy = policy;
    this.#mask = mask;
    this.#visible = visible;
    this.#conditionalInputs = typesThatContain(visible, (coordinate) => !this.#allows(coordinate));
    const types = Object.values(policy.schema.getTypeMap()).filter(isObjectType);
    let before: number;
    do {
      before = this.#fragile.size;
      for (const type of types) if (this.#isFragile(type)) this.#fragile.add(type.name);
    } while (this.#fragile.size > before);
  }

  /**
   * Whether no rule denies a visible field or its arguments, and no `@filtered` its object.
   *
   * @param admittedTo the rules of this type do not count
   */
  allowsField(type: FieldedType, field: Field, admittedTo?: string): boolean {
    const coordinate = `${type.name}.${field.name}`;
    const sends = field.args.every(
      (arg) =>
        this.#allows(`${coordinate}(${arg.name}:)`) &&
        !this.#conditionalInputs.has(getNamedType(arg.type).name),
    );
    return sends && this.#allows(coordinate, admittedTo) && !this.#mayFilterOut(coordinate, field);
  }

  /** Whether the denial of something inside makes this value of the field null. */
  isFragile(type: FieldedType, field: Field, value: GraphQLOutputType): boolean {
    return this.#mayBecomeNull(value, this.#policy.filtered.has(`${type.name}.${field.name}`));
  }

  #allows(coordinate: string, admittedTo = ''): boolean {
    const { requirements } = this.#policy;
    const passed = requirements.get(admittedTo)?.rules ?? [];
    const rules = requirements.get(coordinate)?.rules ?? [];
    return rules.every(
      (rule) => passed.includes(rule) || ((rule.mask & this.#mask) !== 0 && !restrictsSignIn(rule)),
    );
  }

  /** A list only becomes shorter. */
  #mayFilterOut(coordinate: string, { type }: Field): boolean {
    if (!this.#policy.filtered.has(coordinate) || isListType(type)) return false;
    return this.#possibleTypes(type).some(({ name }) => !this.#allows(name));
  }

  #mayBecomeNull(type: GraphQLOutputType, isFiltered: boolean): boolean {
    if (isNonNullType(type)) return this.#mayBecomeNull(type.ofType, isFiltered);
    if (isListType(type)) {
      const item = type.ofType;
      return isNonNullType(item) && this.#mayBecomeNull(item, isFiltered);
    }
    // The visible enum lacks the values that the resolver may return nevertheless.
    const named = this.#policy.schema.getType(getNamedType(type).name);
    if (isEnumType(named))
      return named.getValues().some(({ name }) => !this.#allows(`${named.name}.${name}`));
    const types = this.#possibleTypes(type);
    if (!isFiltered) return types.some(({ name }) => this.#fragile.has(name));
    return types.some((each) => this.#isVisible(each) && this.#hasFragileField(each, each.name));
  }

  #possibleTypes(type: GraphQLOutputType): readonly GraphQLObjectType[] {
    const named = this.#policy.schema.getType(getNamedType(type).name);
    if (isAbstractType(named)) return this.#policy.schema.getPossibleTypes(named);
    return isObjectType(named) ? [named] : [];
  }

  /** An object of a hidden type may appear where an interface or a union is returned. */
  #isFragile(type: GraphQLObjectType): boolean {
    return !this.#isVisible(type) || !this.#allows(type.name) || this.#hasFragileField(type);
  }

  #hasFragileField({ name }: GraphQLObjectType, admittedTo?: string): boolean {
    const type = this.#visible.getType(name);
    if (!isObjectType(type)) return false;
    return Object.values(type.getFields()).some(
      (field) =>
        isNonNullType(field.type) &&
        (!this.allowsField(type, field, admittedTo) || this.isFragile(type, field, field.type)),
    );
  }

  #isVisible({ name }: GraphQLObjectType): boolean {
    return this.#visible.getType(name) !== undefined;
  }
}
