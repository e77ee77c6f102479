import {
  assertValidSchema,
  type DocumentNode,
  type ExecutionResult,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import type { Fragments } from './collect-fields.js';
import { CollectedErrors } from './collected-errors.js';
import { executeFields, executeFieldsSerially } from './execute-fields.js';
import { type Execution, fieldsOf } from './execution.js';
import { isThenable } from './is-thenable.js';
import { type DocumentPlan, findOperation, type OperationPlan, planDocument } from './plan-document.js';

export interface ExecutorOptions {
  /** After how many errors about variables graphql-js stops and adds an error that says so, 50 by default. */
  readonly maxCoercionErrors?: number;
}

/** What is executed. The document must be valid for the schema. */
export interface OperationRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly rootValue?: unknown;
  readonly contextValue?: unknown;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Executes an operation like graphql-js's `execute`: synchronously if no resolver returns a promise. */
export type Executor = (request: OperationRequest) => ExecutionResult | PromiseLike<ExecutionResult>;

/**
 * Creates an executor that follows graphql-js's algorithm and calls the same resolvers in the same order, but remembers
 * with each document what does not depend on values: the fields of each selection, their definitions and their types.
 *
 * The executor's own errors do not quote the value, unlike graphql-js's, because it may be one that the viewer must not see.
 */
export function createExecutor(
  schema: GraphQLSchema,
  { maxCoercionErrors = 50 }: ExecutorOptions = {},
): Executor {
  assertValidSchema(schema);
  const plans = new WeakMap<DocumentNode, DocumentPlan>();

  function planOf(document: DocumentNode): DocumentPlan {
    let plan = plans.get(document);
    if (!plan) plans.set(document, (plan = planDocument(document)));
    return plan;
  }

  return ({ document, operationName, rootValue, contextValue, variableValues: values }) => {
    const { operations, fragments } = planOf(document);
    const plan = findOperation(operations, operationName);
    if (plan instanceof GraphQLError) return { errors: [plan] };
    const operation = plan.definition;
    const variables = getVariableValues(schema, operation.variableDefinitions ?? [], values ?? {}, {
      maxErrors: maxCoercionErrors,
    });
    if (variables.errors) return { errors: variables.errors };
    return run(
      {
        schema,
        fragments,
        visibleFragments: Object.assign(Object.create(null), fragments) as Fragments,
        operation,
        rootValue,
        contextValue,
        variableValues: variables.coerced,
        errors: new CollectedErrors(),
        visibleNodes: new Map(),
      },
      plan,
    );
  };
}

function run(execution: Execution, plan: OperationPlan): ExecutionResult | PromiseLike<ExecutionResult> {
  const fail = (error: unknown) => {
    execution.errors.add(error as GraphQLError, undefined);
    return respond(null, execution);
  };
  try {
    const data = executeOperation(execution, plan);
    return isThenable(data)
      ? data.then((settled) => respond(settled, execution), fail)
      : respond(data, execution);
  } catch (error) {
    return fail(error);
  }
}

function executeOperation(execution: Execution, plan: OperationPlan): unknown {
  const { schema, operation, rootValue } = execution;
  const type = schema.getRootType(operation.operation);
  if (!type)
    throw new GraphQLError(`Schema is not configured to execute ${operation.operation} operation.`, {
      nodes: operation,
    });
  const fields = fieldsOf(execution, type, plan);
  return operation.operation === OperationTypeNode.MUTATION
    ? executeFieldsSerially(execution, type, rootValue, fields)
    : executeFields(execution, type, rootValue, undefined, fields);
}

function respond(data: unknown, { errors: { list: errors } }: Execution): ExecutionResult {
  const result = { data: data as Record<string, unknown> | null };
  return errors.length === 0 ? result : { errors, ...result };
}
