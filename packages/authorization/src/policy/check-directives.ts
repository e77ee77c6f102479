import {
  buildASTSchema,
  type GraphQLDirective,
  type GraphQLSchema,
  isSpecifiedDirective,
  parse,
} from 'graphql';
import type { AnnotatedElement } from './annotated-elements.js';
import type { DirectiveUsage } from './directive-usage.js';
import type { ReportProblem } from './schema-problem.js';
import { authorizationTypeDefs } from './type-defs.js';

const ours = new Map(
  buildASTSchema(parse(`${authorizationTypeDefs}\nenum Role { ANY }`), { assumeValid: true })
    .getDirectives()
    .filter((directive) => !isSpecifiedDirective(directive))
    .map((directive) => [directive.name, directive]),
);

/** Reports a schema's own definition of one of our directives if it has other arguments. */
export function checkDirectiveDefinitions(schema: GraphQLSchema, report: ReportProblem): void {
  for (const directive of schema.getDirectives()) {
    const expected = ours.get(directive.name);
    if (!expected) continue;
    const known = new Set(expected.args.map(printArgument));
    for (const arg of directive.args) {
      if (known.has(printArgument(arg))) continue;
      const message = `@${directive.name} is not defined as in authorizationTypeDefs, which has no argument "${printArgument(arg)}". Use authorizationTypeDefs.`;
      report(message, `@${directive.name}(${arg.name}:)`, arg.astNode);
    }
  }
}

/** Reports directives that would silently not be enforced: misspelt, undefined, or where they have no effect. */
export function checkDirectiveUsage(
  schema: GraphQLSchema,
  element: AnnotatedElement,
  allowed: readonly string[],
  report: ReportProblem,
): void {
  const { coordinate, directives } = element;
  for (const usage of directives) {
    const { name, node } = usage;
    const add = (message: string) => report(message, coordinate, node ?? element.node);
    const own = ours.get(name);
    if (own) {
      misuses(schema, own, usage, element).forEach(add);
      continue;
    }
    const meant = allowed.includes(name) ? undefined : lookalikeOf(name);
    const defined = schema.getDirective(name) ?? null;
    if (meant) add(`@${name} is not enforced. ${meant}`);
    else if (!defined && node) add(`Unknown directive @${name}. Define it, or correct its name.`);
  }
  if (directives.some(({ name }) => name === 'auth') && directives.some(({ name }) => name === 'public')) {
    report('@auth and @public exclude each other. Keep one of them.', coordinate, element.node);
  }
}

function misuses(
  schema: GraphQLSchema,
  own: GraphQLDirective,
  { args, problem }: DirectiveUsage,
  element: AnnotatedElement,
): string[] {
  if (problem) return [problem];
  const misplaced = misplacement(own, element);
  const unknown = Object.keys(args).filter((arg) => !own.args.some(({ name }) => name === arg));
  return [
    ...(misplaced ? [misplaced] : []),
    ...unknown.map((arg) => `@${own.name} has no argument "${arg}". Remove it, or correct its name.`),
    ...(schema.getDirective(own.name)
      ? []
      : [`@${own.name} is not defined. Add authorizationTypeDefs to the schema.`]),
  ];
}

function misplacement({ name, locations }: GraphQLDirective, element: AnnotatedElement): string | undefined {
  if (!(locations as readonly string[]).includes(element.kind)) {
    return `@${name} cannot be enforced on ${element.kind}. Use it on ${locations.join(', ')}.`;
  }
  if (element.coordinate.startsWith('@'))
    return `@${name} cannot be enforced on a directive's argument. Remove it.`;
  if ((name === 'inherits' || name === 'includedIn') && element.type?.name !== 'Role')
    return `@${name} has an effect only on values of enum Role. Remove it here.`;
  return undefined;
}

function printArgument({ name, type, defaultValue }: GraphQLDirective['args'][number]): string {
  return `${name}: ${String(type)}${defaultValue === undefined ? '' : ' = …'}`;
}

/** What to write instead of a directive that looks as if it restricted access. */
function lookalikeOf(name: string): string | undefined {
  const lower = name.toLowerCase().replaceAll('_', '');
  if (harmless.has(lower)) return undefined;
  const meant = misspeltFor(lower);
  if (meant !== undefined) return `Did you mean @${meant}?`;
  return restrictsElsewhere(name)
    ? 'Write the rule as @auth. If the directive has another purpose, name it in allowDirectives.'
    : undefined;
}

/** Words that only look similar. */
const harmless: ReadonlySet<string> = new Set(['auto', 'author', 'authors', 'authored', 'oauth', 'oauth2']);

function misspeltFor(lower: string): string | undefined {
  if (/^(is|requires?|needs?|check)?auth/.test(lower) || /^(has|requires?|needs?)(role|scope)s?$/.test(lower))
    return 'auth';
  if (lower.startsWith('inherit')) return 'inherits';
  return [...ours.keys()].find((known) => differsByOneLetter(lower, known.toLowerCase()));
}

const restricting =
  /^(can|acl|rbac|abac|guard|guarded|permit|permission|permissions|policy|policies|protect|protected|restrict|restricted|secure|secured|private|deny|owner|role|roles|scope|scopes)$/;
const asking = /^(is|has|requires?|needs?|check|only|allow|aws)$/;
const asked =
  /^(auth|admin|permissions?|policy|policies|roles?|scopes?|owners?|users?|groups?|access|login|logged|signed|cognito|iam|oidc|lambda|api)$/;

/** Whether libraries and services use such a name for directives that restrict access: `@hasPermission`, `@aws_auth`, `@canEdit`. */
function restrictsElsewhere(name: string): boolean {
  const [first = '', ...others] = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_');
  return restricting.test(first) || (asking.test(first) && others.some((word) => asked.test(word)));
}

function differsByOneLetter(left: string, right: string): boolean {
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  const skip = long.length === short.length ? 1 : 0;
  return short.slice(start + skip) === long.slice(start + 1);
}
