import type { IResolvers } from '@graphql-tools/utils';
import { DateTimeResolver } from 'graphql-scalars';
import { accessResolvers } from './access.js';
import { accountResolvers } from './account.js';
import { apiKeyResolvers } from './api-key.js';
import { auditResolvers } from './audit.js';
import { deletionResolvers } from './deletion.js';
import { profileResolvers } from './profile.js';
import { secondFactorResolvers } from './second-factor.js';
import { sessionResolvers } from './session.js';
import { tokenResolvers } from './token.js';
import { userResolvers } from './user.js';

// The library parses and serializes the scalar; its description comes from `schema/`.
const { serialize, parseValue, parseLiteral } = DateTimeResolver.toConfig();
const DateTime = { __serialize: serialize, __parseValue: parseValue, __parseLiteral: parseLiteral };

/** All resolvers of Graphward's own schema, one set per file of `schema/`. */
export const resolvers = [
  { DateTime },
  userResolvers,
  sessionResolvers,
  profileResolvers,
  deletionResolvers,
  auditResolvers,
  accessResolvers,
  accountResolvers,
  secondFactorResolvers,
  tokenResolvers,
  apiKeyResolvers,
] as IResolvers[];
