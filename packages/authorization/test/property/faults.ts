import {
  defaultFieldResolver,
  getNullableType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isListType,
  isObjectType,
} from 'graphql';
import { decisionFor } from './choices.js';
import type { Registrations } from './registrations.js';

/** The error of a broken resolver, which tests can distinguish from the engine's errors. */
class Fault extends Error {}

/** Breaks resolvers at some response positions: they throw, reject, take time, or return a value of the wrong type. */
export function addFaults(schema: GraphQLSchema, numbers: readonly number[]): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve = field.resolve ?? defaultFieldResolver;
      const isList = isListType(getNullableType(field.type));
      field.resolve = (source, args, context, info) => {
        const value = () => resolve(source, args, context, info);
        return withFault(decisionFor(numbers, placeOf(info)), value, isList);
      };
    }
  }
  return schema;
}

/** Breaks some loaders and policies likewise. */
export function breakRegistrations(
  { objects, policies }: Registrations,
  numbers: readonly number[],
): Registrations {
  const broken = <TCall extends (...args: never[]) => unknown>(name: string, call: TCall): TCall =>
    ((...args) => withFault(decisionFor(numbers, name), () => call(...args), false)) as TCall;
  return {
    objects: mapValues(objects, (load, name) => broken(name, load)),
    policies: mapValues(policies, (policy, name) =>
      broken(name, typeof policy === 'function' ? policy : policy.check),
    ),
  };
}

function mapValues<T>(
  record: Readonly<Record<string, T>>,
  map: (value: T, name: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}

function withFault(decision: number, value: () => unknown, isList: boolean): unknown {
  const turns = decision % 4;
  switch (Math.floor(decision / 4) % 12) {
    case 1:
      throw new Fault('thrown');
    case 2:
      return after(turns, fail);
    case 3:
      return after(turns, value);
    case 4:
      return null;
    case 5:
      return new Fault('returned');
    case 6:
      return isList ? promisesOf(value(), turns) : after(turns, fail);
    default:
      return value();
  }
}

/** A list whose items take different times; some reject, one is null. */
function promisesOf(list: unknown, turns: number): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((item: unknown, index) => {
    const faults = [() => after(turns, fail), () => item, () => null, () => after(index, () => item)];
    return faults[(turns + index) % faults.length]?.();
  });
}

function fail(): never {
  throw new Fault('rejected');
}

async function after(turns: number, value: () => unknown): Promise<unknown> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return value();
}

function placeOf({ path, parentType }: GraphQLResolveInfo): string {
  const keys: (string | number)[] = [];
  for (let each: typeof path | undefined = path; each; each = each.prev) keys.unshift(each.key);
  return `${parentType.name} ${keys.join('.')}`;
}
