import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { GraphwardContext } from '../context.js';
import type { OperationExecution } from './execute-operations.js';
import { finishResponse } from './finish-response.js';
import type { DocumentLimits } from './limits/limit-documents.js';
import { rejectIllFormedText } from './reject-ill-formed-text.js';
import { type IsPublicOperation, rejectInvalidToken } from './reject-invalid-token.js';
import { rejectSubscription } from './reject-subscription.js';
import { type ErrorReporting, reportErrors } from './report-errors.js';

export interface RequestStepsOptions extends ErrorReporting {
  readonly documents: DocumentLimits;
  readonly execution: Pick<OperationExecution, 'responseForOperation'>;
  readonly isPublicOperation: IsPublicOperation;
}

/**
 * What the server does with a request in Apollo Server's pipeline, in order.
 *
 * All steps are one plugin with one set of hooks and one promise for all requests, because Apollo Server awaits each hook
 * of each plugin.
 */
export function requestSteps(options: RequestStepsOptions): ApolloServerPlugin<GraphwardContext> {
  const { documents, execution, isPublicOperation } = options;
  const done = Promise.resolve();

  const hooks: GraphQLRequestListener<GraphwardContext> = {
    didResolveSource: (request) => {
      documents.check(request);
      return done;
    },
    // Only for documents that the store does not know.
    parsingDidStart: (request) => {
      documents.requireWithinLimits(request);
      return done;
    },
    didResolveOperation: (request) => {
      // First, so that an oversized document is rejected for its size only.
      documents.requireWithinLimits(request);
      rejectInvalidToken(request, isPublicOperation);
      rejectSubscription(request.operation);
      rejectIllFormedText(request.request.variables);
      return done;
    },
    responseForOperation: execution.responseForOperation,
    didEncounterErrors: (request) => {
      reportErrors(request, options);
      return done;
    },
    willSendResponse: (request) => {
      finishResponse(request);
      return done;
    },
  };
  const started = Promise.resolve(hooks);
  return { requestDidStart: () => started };
}
