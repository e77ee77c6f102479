import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import type { Policy } from './policy.js';
import { readPolicy } from './read-policy.js';
import { type Requirement, type Standing, requireAll, standingOf } from './requirement.js';

/** `owner`: for the object's owner only. `+reauth`: with credentials presented recently. */
export type AccessCell = Standing | 'allow+reauth' | 'owner+reauth';

/** What each role (and `ANONYMOUS`) may use, by coordinate: `Type.field`, `Type.field(arg:)`, `Input.field`, `Enum.VALUE`. */
export type AccessTable = Readonly<Record<string, Readonly<Record<string, AccessCell>>>>;

/** The whole policy as a table. Each role's column is that of a viewer who has this role and what it inherits. */
export function accessTable(schema: GraphQLSchema): AccessTable {
  const policy = readPolicy(schema);
  const viewers = new Map([['ANONYMOUS', policy.roles.viewerMask(null)]]);
  for (const role of policy.roles.names) viewers.set(role, policy.roles.viewerMask([role]));
  const rowOf = (requirement: Requirement | undefined) =>
    Object.fromEntries([...viewers].map(([name, mask]) => [name, cellOf(requirement, mask)]));
  return Object.fromEntries(
    [...coordinatesOf(policy)].map(([place, requirement]) => [place, rowOf(requirement)]),
  );
}

function cellOf(requirement: Requirement | undefined, viewerMask: number): AccessCell {
  const standing = standingOf(requirement, viewerMask);
  const ages = requirement?.rules.some(({ maxAgeSeconds }) => maxAgeSeconds !== undefined) ?? false;
  return ages && standing !== 'deny' ? `${standing}+reauth` : standing;
}

function* coordinatesOf({ schema, requirements }: Policy): Generator<[string, Requirement | undefined]> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isEnumType(type) || isInputObjectType(type)) {
      const members = isEnumType(type) ? type.getValues() : Object.values(type.getFields());
      for (const { name } of members)
        yield [`${type.name}.${name}`, requirements.get(`${type.name}.${name}`)];
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name, args } of Object.values(type.getFields())) {
      const field = requirements.get(`${type.name}.${name}`);
      yield [`${type.name}.${name}`, field];
      for (const arg of args) {
        const coordinate = `${type.name}.${name}(${arg.name}:)`;
        // Whoever may not use the field may not use its argument either.
        yield [
          coordinate,
          requireAll([...(field?.rules ?? []), ...(requirements.get(coordinate)?.rules ?? [])]),
        ];
      }
    }
  }
}
