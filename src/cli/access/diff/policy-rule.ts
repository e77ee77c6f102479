import { type ConstArgumentNode, type ConstValueNode, Kind, parse, print } from 'graphql';

/** One `@auth`, parsed from its text. */
export interface PolicyRule {
  /** Normalized: equal rules have the same text. */
  readonly text: string;
  /** Any of these roles suffices. */
  readonly requires: ReadonlySet<string>;
  /** Alternatives to a role. */
  readonly alternatives: readonly Alternative[];
  /** Infinity without `maxAge`. */
  readonly maxAgeSeconds: number;
  readonly mfa: boolean;
  /** Whether it has arguments that this version does not know, which may admit or deny anyone who is signed in. */
  readonly isOpaque: boolean;
}

/** Scopes or policies of which all are necessary; or one field of the object, for `owner` and `group`. */
export interface Alternative {
  readonly kind: 'scopes' | 'owner' | 'group' | 'policy';
  readonly names: ReadonlySet<string>;
  /** The type of the object that the value of an input identifies. Undefined for the object itself, and for scopes. */
  readonly of: string | undefined;
}

/**
 * Reads a rule as the access report writes it: `@auth(requires: [EDITOR, ADMIN], owner: "id", maxAge: 60)`.
 *
 * @throws Error that names the problem in the text
 */
export function readPolicyRule(text: string): PolicyRule {
  const args = readArguments(text);
  const requires = readArgument(args, 'requires', readRoles) ?? [];
  const scopes = readArgument(args, 'scopes', readLists);
  const owner = readArgument(args, 'owner', readName);
  const group = readArgument(args, 'group', readName);
  const policy = readArgument(args, 'policy', readLists);
  const of = readArgument(args, 'of', readName);
  const maxAgeSeconds = readArgument(args, 'maxAge', readSeconds) ?? Infinity;
  const mfa = readArgument(args, 'mfa', readBoolean) ?? false;
  const rest = [...args].map(([name, value]) => `${name}: ${print(value)}`).toSorted();
  const printed = [
    requires.length > 0 && `requires: ${printRoles(requires.toSorted())}`,
    scopes && `scopes: ${printLists(scopes)}`,
    owner !== undefined && `owner: ${JSON.stringify(owner)}`,
    group !== undefined && `group: ${JSON.stringify(group)}`,
    policy && `policy: ${printLists(policy)}`,
    of !== undefined && `of: ${JSON.stringify(of)}`,
    ...rest,
    maxAgeSeconds !== Infinity && `maxAge: ${maxAgeSeconds}`,
    mfa && 'mfa: true',
  ].filter((argument) => argument !== false && argument !== undefined);
  return {
    text: printed.length === 0 ? '@auth' : `@auth(${printed.join(', ')})`,
    requires: new Set(requires),
    alternatives: [
      ...alternativesOf('scopes', scopes, undefined),
      ...alternativesOf('owner', owner === undefined ? undefined : [[owner]], of),
      ...alternativesOf('group', group === undefined ? undefined : [[group]], of),
      ...alternativesOf('policy', policy, of),
    ],
    maxAgeSeconds,
    mfa,
    isOpaque: rest.length > 0,
  };
}

/** Whether a rule admits every signed-in viewer, apart from `maxAge` and `mfa`. */
export function isForEverySignedIn({ requires, alternatives, isOpaque }: PolicyRule): boolean {
  return requires.size === 0 && alternatives.length === 0 && !isOpaque;
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

/** `"a"` means `[["a"]]`, and `["a", "b"]` means `[["a"], ["b"]]`. Sorted, so that equal lists have the same text. */
function readLists(node: ConstValueNode): readonly (readonly string[])[] | undefined {
  const items = node.kind === Kind.LIST ? node.values : [node];
  const lists = items.map((item) => {
    const names = (item.kind === Kind.LIST ? item.values : [item]).map(readName);
    return names.some((name) => name === undefined) ? [] : [...new Set(names as string[])].toSorted();
  });
  if (lists.length === 0 || lists.some((list) => list.length === 0)) return undefined;
  const byText = new Map(lists.map((list) => [JSON.stringify(list), list]));
  return [...byText.keys()].toSorted().map((text) => byText.get(text) ?? []);
}

function readName(node: ConstValueNode): string | undefined {
  return node.kind === Kind.STRING ? node.value : undefined;
}

function readSeconds(node: ConstValueNode): number | undefined {
  const seconds = node.kind === Kind.INT ? Number(node.value) : 0;
  return seconds > 0 ? seconds : undefined;
}

function readBoolean(node: ConstValueNode): boolean | undefined {
  return node.kind === Kind.BOOLEAN ? node.value : undefined;
}

function alternativesOf(
  kind: Alternative['kind'],
  lists: readonly (readonly string[])[] | undefined,
  of: string | undefined,
): Alternative[] {
  return (lists ?? []).map((names) => ({ kind, names: new Set(names), of }));
}

function printRoles(roles: readonly string[]): string {
  return roles.length === 1 ? String(roles[0]) : `[${roles.join(', ')}]`;
}

function printLists(lists: readonly (readonly string[])[]): string {
  const [first = []] = lists;
  if (lists.length === 1 && first.length === 1) return JSON.stringify(first[0]);
  return `[${lists.map((list) => `[${list.map((name) => JSON.stringify(name)).join(', ')}]`).join(', ')}]`;
}
