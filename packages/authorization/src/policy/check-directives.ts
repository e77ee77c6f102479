import {
  type GraphQLDirective,
  type GraphQLSchema,
  buildASTSchema,
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

/** Reports a schema whose own definition of one of our directives would be read differently than it was meant. */
export function checkDirectiveDefinitions(schema: GraphQLSchema, report: ReportProblem): void {
  for (const directive of schema.getDirectives()) {
    const expected = ours.get(directive.name);
    if (!expected) continue;
    const known = new Set(expected.args.map(printArgument));
    for (const arg of directive.args) {
      if (known.has(printArgument(arg))) continue;
      const message = `@${directive.name} is not defined as in authorizationTypeDefs: no such argument as "${printArgument(arg)}".`;
      report(message, `@${directive.name}(${arg.name}:)`, arg.astNode);
    }
  }
}

/** Reports directives that would silently not be enforced: misspelt, undefined, or somewhere they mean nothing. */
export function checkDirectiveUsage(
  schema: GraphQLSchema,
  element: AnnotatedElement,
  report: ReportProblem,
): void {
  const { coordinate, directives } = element;
  for (const usage of directives) {
    const { name, node } = usage;
    const fault = (message: string) => report(message, coordinate, node ?? element.node);
    const own = ours.get(name);
    if (own) {
      misuses(schema, own, usage, element).forEach(fault);
      continue;
    }
    const meant = lookalikeOf(name);
    const defined = schema.getDirective(name) ?? null;
    if (meant) fault(`@${name} is not enforced; did you mean @${meant}?`);
    else if (!defined && node) fault(`Unknown directive @${name}.`);
  }
  if (directives.some(({ name }) => name === 'auth') && directives.some(({ name }) => name === 'public')) {
    report('@auth and @public contradict each other; keep one of them.', coordinate, element.node);
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
    ...unknown.map((arg) => `@${own.name} has no argument "${arg}".`),
    ...(schema.getDirective(own.name)
      ? []
      : [`@${own.name} is not defined; add authorizationTypeDefs to the schema.`]),
  ];
}

function misplacement({ name, locations }: GraphQLDirective, element: AnnotatedElement): string | undefined {
  if (!(locations as readonly string[]).includes(element.kind)) {
    return `@${name} cannot be enforced on ${element.kind}; it goes on ${locations.join(', ')}.`;
  }
  if (element.coordinate.startsWith('@')) return `@${name} cannot be enforced on a directive's argument.`;
  if (name === 'inherits' && element.type?.name !== 'Role')
    return '@inherits only means something on values of enum Role.';
  return undefined;
}

function printArgument({ name, type, defaultValue }: GraphQLDirective['args'][number]): string {
  return `${name}: ${String(type)}${defaultValue === undefined ? '' : ' = …'}`;
}

function lookalikeOf(name: string): string | undefined {
  const lower = name.toLowerCase().replaceAll('_', '');
  if (/^(is|requires?|needs?|check)?auth/.test(lower) || /^(has|requires?|needs?)(role|scope)s?$/.test(lower))
    return 'auth';
  if (lower.startsWith('inherit')) return 'inherits';
  return [...ours.keys()].find((known) => differsByOneLetter(lower, known));
}

function differsByOneLetter(left: string, right: string): boolean {
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  const skip = long.length === short.length ? 1 : 0;
  return short.slice(start + skip) === long.slice(start + 1);
}
