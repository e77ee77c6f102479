import { type ConstDirectiveNode, valueFromASTUntyped } from 'graphql';
import { isPlainObject } from './is-plain-object.js';

/** One application of a directive, from SDL or from `extensions.directives` of a schema made in code. */
export interface DirectiveUsage {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly node: ConstDirectiveNode | undefined;
  /** Why it cannot be read. Such a usage admits no viewer. */
  readonly problem?: string;
}

interface Annotatable {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const none: readonly DirectiveUsage[] = [];

const form =
  'Write extensions.directives as { auth: { requires: ["ADMIN"] } }; { auth: {} } is a bare @auth.';

/** Every directive on one schema element, including those of its `extend` definitions. */
export function directivesOn(element: Annotatable): readonly DirectiveUsage[] {
  const { astNode, extensionASTNodes = [], extensions } = element;
  const keys = extensions ? Object.keys(extensions) : [];
  // Most elements have no directive, and a large schema has hundreds of thousands of elements.
  if (!astNode?.directives?.length && extensionASTNodes.length === 0 && keys.length === 0) return none;
  const applied = [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? []);
  return [
    ...applied.map(readNode),
    ...keys.filter(isMisspelt).map((key) => unreadable(`extensions.${key} is not read. ${form}`)),
    ...(keys.includes('directives') ? readExtensions(extensions?.directives) : []),
  ];
}

function readNode(node: ConstDirectiveNode): DirectiveUsage {
  const args = Object.create(null) as Record<string, unknown>;
  for (const { name, value } of node.arguments ?? []) {
    const read: unknown = valueFromASTUntyped(value);
    const defect = name.value in args ? 'given twice' : read === undefined ? 'not a constant' : undefined;
    if (defect) {
      const problem = `The argument "${name.value}" of @${node.name.value} is ${defect}. Give it one constant value.`;
      return { name: node.name.value, args: {}, node, problem };
    }
    args[name.value] = read;
  }
  return { name: node.name.value, args, node };
}

/** The two shapes in use: `{ auth: {…} | [{…}, …] }` and `[{ name: 'auth', args: {…} }, …]`. */
function readExtensions(declared: unknown): readonly DirectiveUsage[] {
  if (declared === undefined) return none;
  if (Array.isArray(declared)) return Array.from(declared, readListed);
  if (!isPlainObject(declared))
    return [unreadable(`extensions.directives is neither an object nor a list. ${form}`)];
  return Object.entries(declared).flatMap(([name, args]) => {
    if (!Array.isArray(args)) return readUsage(name, args);
    if (args.length === 0) return readUsage(name, undefined);
    return Array.from(args, (each: unknown) => readUsage(name, each));
  });
}

function readListed(entry: unknown): DirectiveUsage {
  if (!isPlainObject(entry) || typeof entry.name !== 'string') {
    return unreadable(`An item of extensions.directives is not { name: "…", args: {…} }. ${form}`);
  }
  const { name } = entry;
  const unknown = Object.keys(entry).find((key) => key !== 'name' && key !== 'args');
  if (unknown !== undefined) {
    const problem = `extensions.directives has an item with the unknown key "${unknown}". Write { name: "${name}", args: {…} }.`;
    return { name, args: {}, node: undefined, problem };
  }
  return readUsage(name, 'args' in entry ? entry.args : {});
}

function readUsage(name: string, args: unknown): DirectiveUsage {
  if (!isPlainObject(args)) {
    const problem = `The arguments of @${name} in extensions.directives are not an object of arguments. ${form}`;
    return { name, args: {}, node: undefined, problem };
  }
  const missing = Object.keys(args).find((key) => args[key] === undefined);
  if (missing !== undefined) {
    const problem = `The argument "${missing}" of @${name} in extensions.directives is undefined. Give it a value or omit it.`;
    return { name, args: {}, node: undefined, problem };
  }
  return { name, args: Object.assign(Object.create(null) as object, args), node: undefined };
}

/** Its meaning is unknown, so it counts as the strictest directive. */
function unreadable(problem: string): DirectiveUsage {
  return { name: 'auth', args: {}, node: undefined, problem };
}

/** Keys that are meant as `directives`: ignoring them would leave an element open. */
function isMisspelt(key: string): boolean {
  return key !== 'directives' && /^(@?auth|directives?)$/i.test(key);
}
