import { isIntrospectionType, isNonNullType, isObjectType } from 'graphql';
import { buildSchema } from '../../src/graphql/build-schema.js';

/** Each of these can be null without an error; its description says when. */
const nullable = [
  'ApiKey.lastUsedAt',
  'ApiKey.owner',
  'ApiKey.revokedAt',
  'AuditEvent.ipAddress',
  'AuditEvent.sessionId',
  'AuditEvent.targetUserId',
  'AuditEvent.userAgent',
  'AuditEvent.userId',
  'AuthPayload.refreshToken',
  'Mutation.register',
  'PageInfo.endCursor',
  'PageInfo.startCursor',
  'Session.ipAddress',
  'Session.userAgent',
  'User.lastLoginAt',
  'User.name',
  'UserConnection.totalCount',
];

it('every other nullable field has @semanticNonNull: it is null only together with an error', () => {
  const found: string[] = [];
  for (const type of Object.values(buildSchema([]).getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const isMarked = field.astNode?.directives?.some(({ name }) => name.value === 'semanticNonNull');
      if (!isNonNullType(field.type) && !isMarked) found.push(`${type.name}.${field.name}`);
    }
  }
  expect(found.sort()).toEqual(nullable);
});
