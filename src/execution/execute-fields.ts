import {
  defaultFieldResolver,
  defaultTypeResolver,
  getArgumentValues,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import type { Path } from './collected-errors.js';
import { completeLeaf, completeNull } from './complete-leaf.js';
import { createInfo, type Execution, fail, fieldsOf, pathOf, visibleNodesOf } from './execution.js';
import { isThenable } from './is-thenable.js';
import { type FieldPlan, type LeafShape, type Shape } from './plan-fields.js';
import { requireRuntimeType } from './runtime-type.js';

type Results = Record<string, unknown>;

/**
 * Creates objects that inherit no property, so that a response name like `__proto__` or `constructor` is a name like any
 * other. V8 stores the properties of `Object.create(null)` in a hash table, and those of these objects in slots.
 */
const Results = function () {
  // Its prototype is what matters.
} as unknown as new () => Results;
Results.prototype = Object.freeze(Object.create(null)) as object;

/** Executes the fields of an object (GraphQL specification, section 6.3, "Executing Selection Sets"). */
export function executeFields(
  execution: Execution,
  type: GraphQLObjectType,
  source: unknown,
  path: Path | undefined,
  fields: readonly FieldPlan[],
): unknown {
  const results = new Results();
  let pending: string[] | undefined;
  try {
    for (const field of fields) {
      const result = executeField(execution, type, source, field, path);
      results[field.responseName] = result;
      if (isThenable(result)) (pending ??= []).push(field.responseName);
    }
  } catch (error) {
    if (!pending) throw error;
    // The promises of the other fields may reject, too, which must not count as unhandled.
    return settle(results, pending).finally(() => {
      throw error;
    });
  }
  return pending ? settle(results, pending) : results;
}

/** Executes the fields of a mutation one after the other. */
export function executeFieldsSerially(
  execution: Execution,
  type: GraphQLObjectType,
  source: unknown,
  fields: readonly FieldPlan[],
): unknown {
  const execute = (results: Results, field: FieldPlan): Results | PromiseLike<Results> => {
    const result = executeField(execution, type, source, field, undefined);
    if (isThenable(result))
      return result.then((value) => {
        results[field.responseName] = value;
        return results;
      });
    results[field.responseName] = result;
    return results;
  };
  let results: Results | PromiseLike<Results> = new Results();
  for (const field of fields)
    results = isThenable(results)
      ? results.then((previous) => execute(previous as Results, field))
      : execute(results, field);
  return results;
}

/** Replaces the promises among the results. */
async function settle(results: Results, pending: readonly string[]): Promise<Results> {
  const values = await Promise.all(pending.map((name) => results[name]));
  for (const [index, name] of pending.entries()) results[name] = values[index];
  return results;
}

function executeField(
  execution: Execution,
  parentType: GraphQLObjectType,
  source: unknown,
  field: FieldPlan,
  parentPath: Path | undefined,
): unknown {
  const { definition, shape } = field;
  if (shape.kind === 'leaf' && !definition.resolve && !field.hasArguments)
    return readLeaf(execution, parentType, source, field, shape, parentPath);

  const path = pathOf(field, parentType, parentPath);
  try {
    const info = createInfo(execution, parentType, field, path);
    const args = field.hasArguments ? argumentsOf(execution, field) : {};
    const resolve = definition.resolve ?? defaultFieldResolver;
    const result: unknown = resolve(source, args, execution.contextValue, info);
    const completed = isThenable(result)
      ? result.then((value) => complete(execution, shape, field, info, path, value))
      : complete(execution, shape, field, info, path, result);
    if (!isThenable(completed)) return completed;
    return completed.then(undefined, (error: unknown) => fail(execution, shape, field, path, error));
  } catch (error) {
    return fail(execution, shape, field, path, error);
  }
}

/**
 * Executes a leaf field that has neither a resolver nor arguments, as most fields do. Its path and `info` are created only
 * when somebody sees them.
 */
function readLeaf(
  execution: Execution,
  parentType: GraphQLObjectType,
  source: unknown,
  field: FieldPlan,
  shape: LeafShape,
  prev: Path | undefined,
): unknown {
  const { name } = field;
  try {
    let value: unknown;
    if ((typeof source === 'object' && source !== null) || typeof source === 'function') {
      const object = source as Record<string, unknown>;
      value = object[name];
      if (typeof value === 'function') {
        const info = createInfo(execution, parentType, field, pathOf(field, parentType, prev));
        value = (object[name] as (...args: unknown[]) => unknown)({}, execution.contextValue, info);
      }
    }
    const completed = isThenable(value)
      ? value.then((settled) => completeLeaf(shape, parentType, field, settled))
      : completeLeaf(shape, parentType, field, value);
    if (!isThenable(completed)) return completed;
    return completed.then(undefined, (error: unknown) =>
      fail(execution, shape, field, pathOf(field, parentType, prev), error),
    );
  } catch (error) {
    return fail(execution, shape, field, pathOf(field, parentType, prev), error);
  }
}

/** Completes what a resolver returned (GraphQL specification, section 6.4.3, "Value Completion"). */
function complete(
  execution: Execution,
  shape: Shape,
  field: FieldPlan,
  info: GraphQLResolveInfo,
  path: Path,
  value: unknown,
): unknown {
  if (shape.kind === 'leaf') return completeLeaf(shape, info.parentType, field, value);
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) return completeNull(shape.isNonNull, info.parentType, field);
  switch (shape.kind) {
    case 'object':
      return completeObject(execution, shape.type, field, info, path, value);
    case 'abstract':
      return completeAbstract(execution, shape.type, field, info, path, value);
    case 'list':
      return completeList(execution, shape.item, field, info, path, value);
  }
}

function completeList(
  execution: Execution,
  shape: Shape,
  field: FieldPlan,
  info: GraphQLResolveInfo,
  listPath: Path,
  list: unknown,
): unknown {
  if (!isIterable(list))
    throw new GraphQLError(
      `Expected Iterable, but did not find one for field "${info.parentType.name}.${info.fieldName}".`,
    );
  const results: unknown[] = [];
  let isPending = false;
  for (const item of list) {
    const result = completeItem(execution, shape, field, info, listPath, results.length, item);
    if (isThenable(result)) isPending = true;
    results.push(result);
  }
  return isPending ? Promise.all(results) : results;
}

function completeItem(
  execution: Execution,
  shape: Shape,
  field: FieldPlan,
  info: GraphQLResolveInfo,
  listPath: Path,
  index: number,
  item: unknown,
): unknown {
  // A leaf shows its path to nobody.
  const path = shape.kind === 'leaf' ? null : pathOfItem(listPath, index);
  try {
    const completed = isThenable(item)
      ? item.then((value) => complete(execution, shape, field, info, path ?? listPath, value))
      : complete(execution, shape, field, info, path ?? listPath, item);
    if (!isThenable(completed)) return completed;
    return completed.then(undefined, (error: unknown) =>
      fail(execution, shape, field, path ?? pathOfItem(listPath, index), error),
    );
  } catch (error) {
    return fail(execution, shape, field, path ?? pathOfItem(listPath, index), error);
  }
}

function pathOfItem(prev: Path, key: number): Path {
  return { prev, key, typename: undefined };
}

function completeAbstract(
  execution: Execution,
  type: GraphQLAbstractType,
  field: FieldPlan,
  info: GraphQLResolveInfo,
  path: Path,
  value: unknown,
): unknown {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const completeAs = (name: unknown) =>
    completeObject(
      execution,
      requireRuntimeType(execution, name, type, field, info),
      field,
      info,
      path,
      value,
    );
  const name: unknown = resolveType(value, execution.contextValue, info, type);
  return isThenable(name) ? name.then(completeAs) : completeAs(name);
}

function completeObject(
  execution: Execution,
  type: GraphQLObjectType,
  field: FieldPlan,
  info: GraphQLResolveInfo,
  path: Path,
  value: unknown,
): unknown {
  const fields = fieldsOf(execution, type, field);
  if (!type.isTypeOf) return executeFields(execution, type, value, path, fields);
  const executeIf = (isOfType: boolean) => {
    if (!isOfType)
      throw new GraphQLError(`Expected value of type "${type.name}".`, {
        nodes: visibleNodesOf(execution, field),
      });
    return executeFields(execution, type, value, path, fields);
  };
  const isOfType = type.isTypeOf(value, execution.contextValue, info);
  return isThenable(isOfType) ? isOfType.then(executeIf) : executeIf(isOfType);
}

function argumentsOf(
  { variableValues }: Execution,
  { definition, nodes: [node] }: FieldPlan,
): Record<string, unknown> {
  return node ? getArgumentValues(definition, node, variableValues) : {};
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.iterator in value &&
    typeof value[Symbol.iterator] === 'function'
  );
}
