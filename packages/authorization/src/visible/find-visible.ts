import type { Policy } from '../policy/policy.js';
import { standingOf } from '../policy/requirement.js';
import { schemaElements } from '../schema-copy/schema-elements.js';
import { alignInterfaces } from './align-interfaces.js';
import { reachableTypes } from './reachable-types.js';
import { removeUnusable } from './remove-unusable.js';
import type { Visibility } from './visibility.js';

/**
 * The elements that a viewer with these roles may see: those that the requirements allow, except those that would make
 * the schema invalid without the denied ones, and types that are no longer reachable.
 */
export function findVisible(policy: Policy, viewerMask: number): Visibility {
  const { schema } = policy;
  const visible = allowedCoordinates(policy, viewerMask);
  removeUnusable(schema, visible);
  // This needs the types that remain: they decide what their interfaces show.
  while (alignInterfaces(schema, visible)) removeUnusable(schema, visible);

  const reachable = reachableTypes(schema, visible);
  for (const name of Object.keys(schema.getTypeMap())) if (!reachable.has(name)) visible.delete(name);
  return visible;
}

/** Types and directives are all included: they stay visible as long as their members are. */
function allowedCoordinates({ schema, requirements }: Policy, viewerMask: number): Set<string> {
  const visible = new Set<string>();
  for (const { coordinate, type, element } of schemaElements(schema)) {
    const isMember = type !== undefined && element !== type;
    if (!isMember || standingOf(requirements.get(coordinate), viewerMask) !== 'deny') visible.add(coordinate);
  }
  return visible;
}
