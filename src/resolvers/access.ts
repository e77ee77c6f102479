import { accessReport, formatAccessReport } from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';
import type { QueryResolvers } from '../generated/resolver-types.js';

/** The report of each running schema, which never changes. */
const reports = new WeakMap<GraphQLSchema, string>();

const query: Pick<QueryResolvers, 'accessReport'> = {
  accessReport: (_root, _args, _context, { schema }) => {
    const report = reports.get(schema) ?? formatAccessReport(accessReport(schema));
    reports.set(schema, report);
    return report;
  },
};

export const accessResolvers = { Query: query };
