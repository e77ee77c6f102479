import { checkRoles } from '../../check-roles.js';
import { type CoordinatePattern, readPattern } from './coordinate-pattern.js';

/** What a line of the file expects of every coordinate that matches its pattern. */
export type Expectation = Readonly<{ role: string; pattern: CoordinatePattern }> &
  (
    | { readonly verb: 'allow' | 'only' }
    | {
        readonly verb: 'deny';
        /** The conditions that a cell may consist of instead. */
        readonly unless: readonly string[];
      }
  );

const conditions = ['owner', 'group', 'policy', 'scope'];
const usage =
  'Write "deny ROLE PATTERN", "deny ROLE PATTERN unless CONDITION", "only ROLE PATTERN" or "allow ROLE PATTERN".';

/**
 * Reads one line, without its comment.
 *
 * @throws Error that says what is wrong and what to write
 */
export function readExpectation(text: string, knownRoles: readonly string[]): Expectation {
  const [verb = '', role, pattern, ...rest] = text.split(/\s+/);
  if (verb !== 'deny' && verb !== 'only' && verb !== 'allow')
    throw new Error(`${JSON.stringify(verb)} is not an expectation. ${usage}`);
  if (role === undefined || pattern === undefined) throw new Error(`The line is incomplete. ${usage}`);
  checkRoles([role], ['ANONYMOUS', ...knownRoles]);
  const subject = { role, pattern: readPattern(pattern) };
  if (verb === 'deny') return { verb, ...subject, unless: readConditions(rest) };
  if (rest.length > 0)
    throw new Error(`"${verb}" takes nothing after the pattern. Remove ${JSON.stringify(rest.join(' '))}.`);
  if (verb === 'only' && role === 'ANONYMOUS')
    throw new Error(
      '"only" takes a role: what ANONYMOUS may use is open to everyone. Write "allow" instead.',
    );
  return { verb, ...subject };
}

function readConditions([keyword, ...words]: readonly string[]): readonly string[] {
  if (keyword === undefined) return [];
  const named = words.join(' ').split(/\s*\|\s*/);
  const listed = `one or more of ${conditions.join(', ')}, joined by "|"`;
  if (keyword !== 'unless')
    throw new Error(`${JSON.stringify(keyword)} cannot follow the pattern. Write "unless" and ${listed}.`);
  const unknown = named.find((each) => !conditions.includes(each));
  if (unknown === undefined) return named;
  throw new Error(`${JSON.stringify(unknown)} is not a condition. After "unless", write ${listed}.`);
}
