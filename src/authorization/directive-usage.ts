import { type ConstDirectiveNode, valueFromASTUntyped } from 'graphql';

/** One application of a directive, from SDL or from `extensions.directives` of a schema made in code. */
export interface DirectiveUsage {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly node: ConstDirectiveNode | undefined;
}

interface Annotatable {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const none: readonly DirectiveUsage[] = [];

/** Every directive on one element of a schema, those of its `extend` definitions included. */
export function directivesOn(element: Annotatable): readonly DirectiveUsage[] {
  const { astNode, extensionASTNodes = [], extensions } = element;
  const declared = extensions?.directives;
  // Most elements have none; a large schema has hundreds of thousands of them.
  if (!astNode?.directives?.length && extensionASTNodes.length === 0 && !declared) return none;
  const applied = [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? []);
  return [...applied.map(readNode), ...readExtensions(declared)];
}

function readNode(node: ConstDirectiveNode): DirectiveUsage {
  const args = (node.arguments ?? []).map((arg) => [arg.name.value, valueFromASTUntyped(arg.value)] as const);
  return { name: node.name.value, args: Object.fromEntries<unknown>(args), node };
}

/** The two shapes in use: `{ auth: {…} | [{…}, …] }` and `[{ name: 'auth', args: {…} }, …]`. */
function readExtensions(declared: unknown): DirectiveUsage[] {
  if (Array.isArray(declared)) {
    return (declared as readonly { name: string; args?: unknown }[]).map((each) =>
      usage(each.name, each.args),
    );
  }
  const byName = Object.entries((declared ?? {}) as Record<string, unknown>);
  return byName.flatMap(([name, args]) => [args].flat().map((each) => usage(name, each)));
}

function usage(name: string, args: unknown): DirectiveUsage {
  return { name, args: typeof args === 'object' ? { ...args } : {}, node: undefined };
}
