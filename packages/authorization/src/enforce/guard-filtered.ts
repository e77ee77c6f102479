import {
  defaultTypeResolver,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Access } from './access.js';
import { accessOf, type Enforcement, type Resolver } from './enforcement.js';
import { isThenable } from './is-thenable.js';
import { collect, isAsyncIterable, isIterable } from './iterables.js';
import { markHandled } from './mark-handled.js';
import { createObjectDecision, type ObjectDecision } from './object-decision.js';

/** The field that is being resolved, for one viewer. */
interface Execution {
  readonly access: Access;
  readonly context: unknown;
  readonly info: GraphQLResolveInfo;
}

/** Stands for an object that the viewer may not see. */
const omitted = Symbol('omitted');

/** Creates guards that omit the objects whose type's requirement the viewer does not meet. */
export function createFilters(
  enforcement: Enforcement,
): (type: GraphQLOutputType, resolve: Resolver) => Resolver {
  const { policy } = enforcement;
  const decisions = new Map<string, ObjectDecision | undefined>();

  return (type, resolve) => (source, args, context, info) => {
    const execution = { access: accessOf(enforcement, context, info), context, info };
    const filtered = filter(type, resolve(source, args, context, info), execution);
    return isThenable(filtered) ? markHandled(Promise.resolve(filtered).then(orNull)) : orNull(filtered);
  };

  function filter(type: GraphQLOutputType, value: unknown, execution: Execution): unknown {
    if (isThenable(value)) return Promise.resolve(value).then((settled) => filter(type, settled, execution));
    if (isNonNullType(type)) return filter(type.ofType, value, execution);
    if (value === null || value === undefined || value instanceof Error) return value;
    if (isListType(type)) return filterList(type.ofType, value, execution);
    return isCompositeType(type) ? filterObject(type, value, execution) : value;
  }

  function filterList(type: GraphQLOutputType, value: unknown, execution: Execution): unknown {
    if (isIterable(value)) return keep(Array.from(value, (item) => filterItem(type, item, execution)));
    if (isAsyncIterable(value)) return collect(value).then((items) => filterList(type, items, execution));
    return value;
  }

  /** An error of one item is reported at that item, and leaves no promise of another one without a handler. */
  function filterItem(type: GraphQLOutputType, value: unknown, execution: Execution): unknown {
    try {
      const filtered = filter(type, value, execution);
      return isThenable(filtered) ? Promise.resolve(filtered).catch(toError) : filtered;
    } catch (error) {
      return toError(error);
    }
  }

  function filterObject(type: GraphQLCompositeType, value: unknown, execution: Execution): unknown {
    const name = typeNameOf(type, value, execution);
    if (isThenable(name)) return Promise.resolve(name).then((settled) => decide(settled, value, execution));
    return decide(name, value, execution);
  }

  function decide(name: unknown, value: unknown, { access, context, info }: Execution): unknown {
    const decision = typeof name === 'string' ? decisionFor(name) : undefined;
    const denial = decision?.(access, { object: value, identity: value }, context, info);
    if (isThenable(denial)) return denial.then((code) => (code ? omitted : value));
    return denial ? omitted : value;
  }

  function decisionFor(name: string): ObjectDecision | undefined {
    if (decisions.has(name)) return decisions.get(name);
    const type = policy.schema.getType(name);
    const requirement = policy.requirements.get(name);
    const decision =
      isObjectType(type) && requirement ? createObjectDecision(enforcement, type, requirement) : undefined;
    decisions.set(name, decision);
    return decision;
  }
}

/** The name of a value's concrete type, as the executor finds it. Of a value without one it reports an error. */
function typeNameOf(type: GraphQLCompositeType, value: unknown, { context, info }: Execution): unknown {
  if (!isAbstractType(type)) return type.name;
  const abstract = info.schema.getType(type.name);
  if (!isAbstractType(abstract)) return undefined;
  return (abstract.resolveType ?? defaultTypeResolver)(value, context, info, abstract);
}

function keep(items: readonly unknown[]): unknown {
  if (!items.some(isThenable)) return items.filter((item) => item !== omitted);
  return Promise.all(items).then((all) => all.filter((item) => item !== omitted));
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function orNull(value: unknown): unknown {
  return value === omitted ? null : value;
}
