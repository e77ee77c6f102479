import { type AccessTable, locationOf, readPolicy } from '@graphward/authorization';
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** The rows of one type. */
export interface AccessGroup {
  readonly name: string;
  /** As in SDL; undefined for a type that the schema no longer has. */
  readonly keyword: 'type' | 'interface' | 'input' | 'enum' | undefined;
  readonly description: string | undefined;
  readonly rows: readonly AccessRow[];
}

/** A field, an argument, an input field or an enum value. */
export interface AccessRow {
  readonly coordinate: string;
  /** The member's name. */
  readonly member: string;
  /** Set for an argument of that member. */
  readonly argument: string | undefined;
  readonly description: string | undefined;
  readonly rules: readonly AccessRule[];
  /** Whether `@public` opens it, on the field or its type. */
  readonly isPublic: boolean;
  /** Whether the field has `@filtered`. */
  readonly isFiltered: boolean;
}

export interface AccessRule {
  readonly text: string;
  /** The schema element that has the rule: the row's own, its type, or an interface. */
  readonly coordinate: string;
  /** `file:line` */
  readonly location: string | undefined;
}

/** The columns of a table: `ANONYMOUS`, then the roles in the order of the schema. */
export function columnsOf(schema: GraphQLSchema): string[] {
  return ['ANONYMOUS', ...readPolicy(schema).roles.names];
}

/**
 * Groups the coordinates of a table by type: root types, other object types, interfaces, inputs, enums, and types that the
 * schema no longer has. Members keep the order of the table.
 */
export function groupRows(schema: GraphQLSchema, table: AccessTable): AccessGroup[] {
  const members = new Map<string, string[]>();
  for (const coordinate of Object.keys(table)) {
    const name = coordinate.slice(0, coordinate.indexOf('.'));
    const known = members.get(name);
    if (known) known.push(coordinate);
    else members.set(name, [coordinate]);
  }
  const groups = [...members].map(([name, coordinates]): AccessGroup => {
    const type = schema.getType(name);
    return {
      name,
      keyword: keywordOf(type),
      description: type?.description ?? undefined,
      rows: coordinates.map((coordinate) => rowOf(schema, type, coordinate)),
    };
  });
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const rank = ({ name, keyword }: AccessGroup) => {
    const root = roots.findIndex((type) => type?.name === name);
    return root >= 0 ? root : 3 + ['type', 'interface', 'input', 'enum', undefined].indexOf(keyword);
  };
  const byName = (a: AccessGroup, b: AccessGroup) => (a.name < b.name ? -1 : 1);
  return groups.sort((a, b) => rank(a) - rank(b) || byName(a, b));
}

function rowOf(schema: GraphQLSchema, type: GraphQLNamedType | undefined, coordinate: string): AccessRow {
  const [, member = '', argument] = /^[^.]*\.(\w+)(?:\((\w+):\))?/.exec(coordinate) ?? [];
  const policy = readPolicy(schema);
  const rules = policy.requirements.get(coordinate)?.rules ?? [];
  return {
    coordinate,
    member,
    argument,
    description: descriptionOf(type, member, argument),
    rules: rules.map(({ text, coordinate: source, node }) => ({
      text,
      coordinate: source,
      location: locationOf(node),
    })),
    isPublic: policy.openFields.has(coordinate),
    isFiltered: policy.filtered.has(coordinate),
  };
}

function keywordOf(type: GraphQLNamedType | undefined): AccessGroup['keyword'] {
  if (isObjectType(type)) return 'type';
  if (isInterfaceType(type)) return 'interface';
  if (isInputObjectType(type)) return 'input';
  return isEnumType(type) ? 'enum' : undefined;
}

function descriptionOf(
  type: GraphQLNamedType | undefined,
  member: string,
  argument: string | undefined,
): string | undefined {
  if (isEnumType(type)) return type.getValue(member)?.description ?? undefined;
  if (isInputObjectType(type)) return type.getFields()[member]?.description ?? undefined;
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const field = type.getFields()[member];
  if (argument === undefined) return field?.description ?? undefined;
  return field?.args.find(({ name }) => name === argument)?.description ?? undefined;
}
