import { type DocumentNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { AppError } from '../../errors/index.js';
import { type TokenLimits, tokenProblem } from './token-limits.js';

export interface QueryLimits extends TokenLimits {
  /** Fields inside fields, through fragments. */
  readonly maxDepth: number;
  /** Aliases in one operation, each fragment counted wherever it is spread. */
  readonly maxAliases: number;
  /** Fields in one operation, each fragment counted wherever it is spread. */
  readonly maxFields: number;
}

export const defaultQueryLimits: QueryLimits = {
  maxDepth: 15,
  maxAliases: 50,
  maxFields: 2_000,
  maxTokens: 10_000,
  maxNesting: 100,
  maxDirectives: 50,
  maxSpreads: 300,
  maxNameLength: 128,
};

/** What a selection set amounts to. */
interface Extent {
  readonly depth: number;
  /** Fragments spread inside each other; infinite for one that contains itself. */
  readonly spreads: number;
  readonly aliases: number;
  readonly fields: number;
}

const nothing: Extent = { depth: 0, spreads: 0, aliases: 0, fields: 0 };
const endless: Extent = { ...nothing, spreads: Infinity };

/** Refuses queries that are too large to validate or execute. Queries seen before cost one look-up. */
export function createQueryLimiter(limits: QueryLimits = defaultQueryLimits): (query: string) => void {
  const verdicts = new LRUCache<string, { readonly error: AppError | null }>({
    maxSize: 4_000_000,
    sizeCalculation: (_verdict, query) => query.length + 1,
  });
  return (query) => {
    let verdict = verdicts.get(query);
    if (!verdict) {
      verdict = { error: judge(query, limits) };
      verdicts.set(query, verdict);
    }
    if (verdict.error) throw verdict.error;
  };
}

function judge(query: string, limits: QueryLimits): AppError | null {
  const problem = tokenProblem(query, limits) ?? queryProblem(parseOrNull(query), limits);
  return problem === null ? null : new AppError('QUERY_TOO_COMPLEX', problem);
}

/** Syntax errors are for the server's own parser to tell. */
function parseOrNull(query: string): DocumentNode | null {
  try {
    return parse(query, { noLocation: true });
  } catch {
    return null;
  }
}

/** Which limit a document goes beyond, in words, or null. Takes time linear in the document's length. */
function queryProblem(document: DocumentNode | null, limits: QueryLimits): string | null {
  if (document === null) return null;
  const measure = createMeasure(document);
  for (const definition of document.definitions) {
    // Fragments too, even those that nobody uses: validation looks into them.
    if (!('selectionSet' in definition)) continue;
    const { depth, aliases, fields, spreads } = measure(definition.selectionSet);
    if (spreads > limits.maxNesting)
      return `The query spreads fragments more than ${limits.maxNesting} deep, or inside themselves.`;
    if (depth > limits.maxDepth) return `The query is more than ${limits.maxDepth} fields deep.`;
    if (aliases > limits.maxAliases) return `The query has more than ${limits.maxAliases} aliases.`;
    if (fields > limits.maxFields) return `The query has more than ${limits.maxFields} fields.`;
  }
  return null;
}

/** Measures selection sets; each fragment is measured once, however often it is spread. */
function createMeasure(document: DocumentNode): (set: SelectionSetNode) => Extent {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Extent>();

  function measureFragment(name: string): Extent {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, endless); // Met again before it is measured, it contains itself.
    const fragment = fragments.get(name);
    const extent = fragment ? measureSet(fragment.selectionSet) : nothing;
    measured.set(name, extent);
    return extent;
  }

  function measureSet(set: SelectionSetNode): Extent {
    let { depth, spreads, aliases, fields } = nothing;
    for (const selection of set.selections) {
      const isField = selection.kind === Kind.FIELD;
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const inside = isSpread
        ? measureFragment(selection.name.value)
        : selection.selectionSet
          ? measureSet(selection.selectionSet)
          : nothing;
      depth = Math.max(depth, inside.depth + (isField ? 1 : 0));
      spreads = Math.max(spreads, inside.spreads + (isSpread ? 1 : 0));
      aliases += inside.aliases + (isField && selection.alias ? 1 : 0);
      fields += inside.fields + (isField ? 1 : 0);
    }
    return { depth, spreads, aliases, fields };
  }

  return measureSet;
}
