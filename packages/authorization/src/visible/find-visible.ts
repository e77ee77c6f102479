import { alignInterfaces } from './align-interfaces.js';
import type { Policy } from '../policy/policy.js';
import { schemaElements } from '../schema-copy/schema-elements.js';
import { reachableTypes } from './reachable-types.js';
import { removeUnusable } from './remove-unusable.js';
import { standingOf } from '../policy/requirement.js';
import type { Visibility } from './visibility.js';

/**
 * What a viewer with these roles may see: what the requirements allow, less what cannot stand in a valid schema
 * without what they deny, less what cannot be reached any more.
 */
export function findVisible(policy: Policy, viewerMask: number): Visibility {
  const { schema } = policy;
  const visible = allowedCoordinates(policy, viewerMask);
  removeUnusable(schema, visible);
  // Only now is it known which types an interface still has behind it.
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
