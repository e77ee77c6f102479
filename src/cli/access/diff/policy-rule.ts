import { type ConstArgumentNode, type ConstValueNode, Kind, parse } from 'graphql';

/** One `@auth`, parsed from its text. */
export interface PolicyRule {
  /** Normalized: equivalent rules have the same text. */
  readonly text: string;
  /** Any of these roles suffices. */
  readonly requires: ReadonlySet<string>;
  /** Alternatives to a role, such as `owner: "id"`. */
  readonly alternatives: ReadonlySet<string>;
  /** Infinity without `maxAge`. */
  readonly maxAgeSeconds: number;
}

/**
 * Reads a rule as the access report writes it: `@auth(requires: [EDITOR, ADMIN], owner: "id", maxAge: 60)`.
 *
 * @throws Error that names the problem in the text
 */
export function readPolicyRule(text: string): PolicyRule {
  const args = readArguments(text);
  const requires = readArgument(args, 'requires', readRoles) ?? [];
  const owner = readArgument(args, 'owner', readFieldName);
  const maxAgeSeconds = readArgument(args, 'maxAge', readSeconds) ?? Infinity;
  const [unknown] = args.keys();
  if (unknown !== undefined) {
    throw new Error(
      `${text} has the argument "${unknown}", which this version of graphward does not support.`,
    );
  }
  const alternatives = owner === undefined ? [] : [`owner: ${JSON.stringify(owner)}`];
  return {
    text: textOf(requires.toSorted(), alternatives, maxAgeSeconds),
    requires: new Set(requires),
    alternatives: new Set(alternatives),
    maxAgeSeconds,
  };
}

/** Whether a rule admits every signed-in viewer, apart from `maxAge`. */
export function isForEverySignedIn({ requires, alternatives }: PolicyRule): boolean {
  return requires.size === 0 && alternatives.size === 0;
}

function readArguments(text: string): Map<string, ConstValueNode> {
  const args = directiveArguments(text);
  const values = new Map(args?.map(({ name, value }) => [name.value, value]));
  if (args?.length === values.size) return values;
  throw new Error(`${JSON.stringify(text)} is not an @auth directive.`);
}

/** The arguments of a text that consists of one `@auth`; undefined for any other text. */
function directiveArguments(text: string): readonly ConstArgumentNode[] | undefined {
  try {
    const [definition, ...definitions] = parse(`scalar Scalar ${text}`, { noLocation: true }).definitions;
    if (definition?.kind !== Kind.SCALAR_TYPE_DEFINITION || definitions.length > 0) return undefined;
    const [directive, ...directives] = definition.directives ?? [];
    return directive?.name.value === 'auth' && directives.length === 0
      ? (directive.arguments ?? [])
      : undefined;
  } catch {
    return undefined;
  }
}

/** Reads an argument and removes it from `args`. */
function readArgument<T>(
  args: Map<string, ConstValueNode>,
  name: string,
  read: (value: ConstValueNode) => T | undefined,
): T | undefined {
  const node = args.get(name);
  if (!node) return undefined;
  args.delete(name);
  const value = read(node);
  if (value === undefined) throw new Error(`@auth has a malformed argument "${name}".`);
  return value;
}

function readRoles(node: ConstValueNode): readonly string[] | undefined {
  const nodes = node.kind === Kind.LIST ? node.values : [node];
  const roles = nodes.flatMap((each) => (each.kind === Kind.ENUM ? [each.value] : []));
  return roles.length === nodes.length && roles.length > 0 ? roles : undefined;
}

function readFieldName(node: ConstValueNode): string | undefined {
  return node.kind === Kind.STRING ? node.value : undefined;
}

function readSeconds(node: ConstValueNode): number | undefined {
  const seconds = node.kind === Kind.INT ? Number(node.value) : 0;
  return seconds > 0 ? seconds : undefined;
}

function textOf(requires: readonly string[], alternatives: readonly string[], maxAgeSeconds: number): string {
  const [first, ...others] = requires;
  const args = [
    ...(first === undefined ? [] : [`requires: ${others.length === 0 ? first : `[${requires.join(', ')}]`}`]),
    ...alternatives,
    ...(maxAgeSeconds === Infinity ? [] : [`maxAge: ${maxAgeSeconds}`]),
  ];
  return args.length === 0 ? '@auth' : `@auth(${args.join(', ')})`;
}
