import {
  type GraphQLArgument,
  type GraphQLArgumentConfig,
  GraphQLDirective,
  GraphQLEnumType,
  type GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLType,
  GraphQLUnionType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedDirective,
  isUnionType,
} from 'graphql';
import { defaultOf } from './default-value.js';
import type { FieldConfig, SchemaChanges } from './schema-changes.js';
import type { FieldedType } from './schema-elements.js';

/** Copies types and directives with changes. References point to the copies, once all copies exist. */
export class TypeCopier {
  readonly #changes: SchemaChanges;
  readonly #copies: ReadonlyMap<string, GraphQLNamedType>;

  constructor(changes: SchemaChanges, copies: ReadonlyMap<string, GraphQLNamedType>) {
    this.#changes = changes;
    this.#copies = copies;
  }

  copyType(type: GraphQLNamedType): GraphQLNamedType {
    if (isObjectType(type)) {
      return new GraphQLObjectType({
        ...this.#origins(type),
        ...this.#fielded(type),
        isTypeOf: type.isTypeOf,
      });
    }
    if (isInterfaceType(type)) {
      const { resolveType } = type;
      return new GraphQLInterfaceType({ ...this.#origins(type), ...this.#fielded(type), resolveType });
    }
    if (isUnionType(type)) {
      const { name, description, resolveType } = type;
      const types = () => type.getTypes().flatMap((member) => this.#kept(member));
      return new GraphQLUnionType({ ...this.#origins(type), name, description, resolveType, types });
    }
    if (isInputObjectType(type)) {
      const { name, description, isOneOf } = type;
      const fields = () => this.#inputFields(type);
      return new GraphQLInputObjectType({ ...this.#origins(type), name, description, isOneOf, fields });
    }
    return isEnumType(type) ? this.#copyEnum(type) : type;
  }

  copyDirective(directive: GraphQLDirective): GraphQLDirective {
    if (isSpecifiedDirective(directive)) return directive;
    const { name, description, locations, isRepeatable } = directive;
    const args = this.#args(`@${name}`, directive.args);
    return new GraphQLDirective({
      ...this.#origins(directive),
      name,
      description,
      locations,
      isRepeatable,
      args,
    });
  }

  #fielded(type: FieldedType) {
    return {
      name: type.name,
      description: type.description,
      interfaces: () => type.getInterfaces().flatMap((each) => this.#kept(each)),
      fields: () => this.#fields(type),
    };
  }

  #fields(type: FieldedType): Record<string, FieldConfig> {
    const copied: Record<string, FieldConfig> = {};
    for (const field of Object.values(type.getFields())) {
      const { resolve, subscribe } = field;
      const args = this.#args(`${type.name}.${field.name}`, field.args);
      const config: FieldConfig = { type: this.#replace(field.type), args };
      this.#describe(config, field);
      if (resolve) config.resolve = resolve;
      if (subscribe) config.subscribe = subscribe;
      const changed = this.#changes.field ? this.#changes.field(type, field, config) : config;
      if (changed) copied[field.name] = changed;
    }
    return copied;
  }

  #args(parent: string, args: readonly GraphQLArgument[]): Record<string, GraphQLArgumentConfig> {
    const copied: Record<string, GraphQLArgumentConfig> = {};
    for (const arg of args) {
      const config: GraphQLArgumentConfig = { type: this.#replace(arg.type), defaultValue: defaultOf(arg) };
      this.#describe(config, arg);
      const changed = this.#changes.argument ? this.#changes.argument(parent, arg, config) : config;
      if (changed) copied[arg.name] = changed;
    }
    return copied;
  }

  #inputFields(type: GraphQLInputObjectType): Record<string, GraphQLInputFieldConfig> {
    const copied: Record<string, GraphQLInputFieldConfig> = {};
    for (const field of Object.values(type.getFields())) {
      const config: GraphQLInputFieldConfig = {
        type: this.#replace(field.type),
        defaultValue: defaultOf(field),
      };
      this.#describe(config, field);
      const changed = this.#changes.inputField ? this.#changes.inputField(type, field, config) : config;
      if (changed) copied[field.name] = changed;
    }
    return copied;
  }

  /** Changes `config` instead of copying it: large schemas have hundreds of thousands of members. */
  #describe(
    config: MemberConfig,
    { description, deprecationReason, astNode, extensions }: MemberConfig,
  ): void {
    config.description = description;
    config.deprecationReason = deprecationReason;
    if (this.#changes.dropsOrigins) return;
    config.astNode = astNode;
    config.extensions = extensions;
  }

  #copyEnum(type: GraphQLEnumType): GraphQLEnumType {
    const { keepsEnumValue } = this.#changes;
    if (!keepsEnumValue) return type;
    const kept = type.getValues().filter((each) => keepsEnumValue(type, each));
    const values = kept.map((each) => {
      const { name, description, deprecationReason } = each;
      const value: unknown = each.value;
      return [name, { ...this.#origins(each), value, description, deprecationReason }] as const;
    });
    const { name, description } = type;
    return new GraphQLEnumType({
      ...this.#origins(type),
      name,
      description,
      values: Object.fromEntries(values),
    });
  }

  #origins<T extends object>(element: T): Pick<T, Extract<keyof T, Origin>> {
    const origins: Partial<Record<Origin, unknown>> = {};
    for (const key of originKeys)
      if (key in element) origins[key] = (element as Record<Origin, unknown>)[key];
    return (this.#changes.dropsOrigins ? {} : origins) as Pick<T, Extract<keyof T, Origin>>;
  }

  #kept<T extends GraphQLNamedType>(type: T): T[] {
    const copy = this.#copies.get(type.name);
    return copy ? [copy as T] : [];
  }

  #replace<T extends GraphQLType>(type: T): T {
    // Cast to a named type, because the linter cannot follow the recursive type of nested wrappers.
    if (isNonNullType(type))
      return new GraphQLNonNull(this.#replace(type.ofType as GraphQLNamedType)) as GraphQLType as T;
    if (isListType(type))
      return new GraphQLList(this.#replace(type.ofType as GraphQLNamedType)) as GraphQLType as T;
    return (this.#copies.get((type as GraphQLNamedType).name) ?? type) as T;
  }
}

interface MemberConfig {
  description?: string | null | undefined;
  deprecationReason?: string | null | undefined;
  astNode?: unknown;
  extensions?: unknown;
}

type Origin = 'astNode' | 'extensionASTNodes' | 'extensions';
const originKeys = ['astNode', 'extensionASTNodes', 'extensions'] as const;
