import type { Policy } from '../policy/policy.js';
import type { Rule } from '../policy/requirement.js';
import type { ReportProblem } from '../policy/schema-problem.js';

/** Reports policies and loaders that rules need and nobody registered, and those that are not functions. */
export function checkRegistrations(
  { requirements }: Policy,
  { objects, policies }: { readonly objects: object; readonly policies: object },
  report: ReportProblem,
): void {
  const rules = new Set([...requirements.values()].flatMap((requirement) => requirement.rules));
  for (const rule of rules) {
    const { of, coordinate, node } = rule;
    for (const name of missingPolicies(rule, policies)) {
      const message = `Unknown policy "${name}". Pass it to withAuthorization as policies: { ${name}: (objects, viewer, context) => booleans }, or correct the name.`;
      report(message, coordinate, node);
    }
    if (of !== undefined && !Object.hasOwn(objects, of)) {
      const message = `There is no loader for ${of}. Pass it to withAuthorization as objects: { ${of}: (ids, context) => objects }.`;
      report(message, coordinate, node);
    }
  }
  for (const [name, value] of Object.entries(objects)) {
    if (typeof value !== 'function') report(`objects.${name} must be a function from IDs to objects.`);
  }
  for (const [name, value] of Object.entries(policies)) {
    if (!isPolicy(value)) report(`policies.${name} must be a function, or { check, filter } with functions.`);
  }
}

function missingPolicies({ policy = [] }: Rule, policies: object): readonly string[] {
  return [...new Set(policy.flat())].filter((name) => !Object.hasOwn(policies, name));
}

function isPolicy(value: unknown): boolean {
  if (typeof value === 'function') return true;
  const { check, filter } = (value ?? {}) as { check?: unknown; filter?: unknown };
  return typeof check === 'function' && (filter === undefined || typeof filter === 'function');
}
