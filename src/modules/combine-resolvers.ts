import type { IResolvers } from '@graphql-tools/utils';
import type { GraphwardModule } from './module.js';

/** One resolver: of a field, of a type (`__resolveType`), or a scalar as a whole. */
interface Resolver {
  readonly module: GraphwardModule;
  readonly coordinate: string;
}

export interface ResolverSources {
  readonly server: readonly IResolvers[];
  readonly modules: readonly GraphwardModule[];
  /** The coordinates of the server's own SDL, for example `User.email`. */
  readonly ownCoordinates: ReadonlySet<string>;
  /** The coordinates of the whole SDL. */
  readonly coordinates: ReadonlySet<string>;
}

/** Merges the server's resolvers with those of the modules. A resolver that replaces another takes precedence. */
export function combineResolvers({
  server,
  modules,
}: Pick<ResolverSources, 'server' | 'modules'>): IResolvers {
  const plain = modules.map((module) => without(module, module.replaces ?? []));
  const replacing = modules.map((module) => only(module, module.replaces ?? []));
  const combined: Record<string, unknown> = {};
  for (const [type, value] of [...server, ...plain, ...replacing].flatMap((each) => Object.entries(each)))
    combined[type] = isPlainObject(value) ? { ...(combined[type] as object | undefined), ...value } : value;
  return combined as IResolvers;
}

/**
 * The conflicts between modules, and between them and the server. A resolver must have one owner, unless a module declares
 * that it replaces the other one.
 */
export function resolverProblems(sources: ResolverSources): readonly string[] {
  const { modules, ownCoordinates, coordinates } = sources;
  const resolvers = modules.flatMap(resolversOf);
  const unknown = resolvers
    .filter(({ coordinate }) => !coordinates.has(coordinate.replace(/\.__\w+$/, '')))
    .map(
      ({ coordinate, module }) =>
        `The module ${module.name} has a resolver for ${coordinate}, which is not in the schema. ` +
        'Add it to typeDefs or remove the resolver.',
    );
  const conflicts = [...new Set(resolvers.map(({ coordinate }) => coordinate))].flatMap((coordinate) => {
    const owners = resolvers.filter((each) => each.coordinate === coordinate).map(({ module }) => module);
    return conflictsAt(coordinate, owners, ownCoordinates.has(coordinate));
  });
  return [...unknown, ...conflicts, ...modules.flatMap((module) => idleReplacements(module, sources))];
}

function conflictsAt(coordinate: string, owners: readonly GraphwardModule[], isOwn: boolean): string[] {
  const replaces = (module: GraphwardModule) => module.replaces?.includes(coordinate) ?? false;
  const replacing = owners.filter(replaces).map(nameOf);
  const others = [...(isOwn ? ['the server'] : []), ...owners.filter((each) => !replaces(each)).map(nameOf)];
  const problems: string[] = [];
  if (replacing.length > 1)
    problems.push(`${replacing.join(' and ')} both replace ${coordinate}. Keep one of them.`);
  if (others.length > 1)
    problems.push(
      `${others.join(' and ')} both define ${coordinate}. Remove one resolver, or declare ` +
        `replaces: ['${coordinate}'] in the module whose resolver is to be used.`,
    );
  return problems.map((text) => text.charAt(0).toUpperCase() + text.slice(1));
}

/** Entries of `replaces` without effect: often a misspelled name, or a resolver that no longer exists. */
function idleReplacements(module: GraphwardModule, { modules, ownCoordinates }: ResolverSources): string[] {
  const own = new Set(resolversOf(module).map(({ coordinate }) => coordinate));
  const others = new Set(
    modules
      .filter((each) => each !== module)
      .flatMap(resolversOf)
      .map(({ coordinate }) => coordinate),
  );
  return (module.replaces ?? []).flatMap((coordinate) => {
    const declared = `The module ${module.name} declares replaces: ['${coordinate}'], but`;
    if (!own.has(coordinate)) return [`${declared} has no resolver for it. Add it or remove the entry.`];
    if (ownCoordinates.has(coordinate) || others.has(coordinate)) return [];
    return [`${declared} nothing else defines it. Remove the entry.`];
  });
}

function nameOf({ name }: GraphwardModule): string {
  return `the module ${name}`;
}

function resolversOf(module: GraphwardModule): Resolver[] {
  return Object.entries(module.resolvers ?? {}).flatMap(([type, value]) => {
    const names = isPlainObject(value) ? Object.keys(value) : [];
    const coordinates = new Set(names.map((name) => coordinateOf(type, name)));
    if (!isPlainObject(value)) coordinates.add(type);
    return [...coordinates].map((coordinate) => ({ module, coordinate }));
  });
}

/** `__serialize` and the like are parts of a scalar. */
function coordinateOf(type: string, name: string): string {
  return name.startsWith('__') && !/^__(resolveType|isTypeOf)$/.test(name) ? type : `${type}.${name}`;
}

function without(module: GraphwardModule, coordinates: readonly string[]): IResolvers {
  return filterResolvers(module, (coordinate) => !coordinates.includes(coordinate));
}

function only(module: GraphwardModule, coordinates: readonly string[]): IResolvers {
  return filterResolvers(module, (coordinate) => coordinates.includes(coordinate));
}

function filterResolvers(
  { resolvers = {} }: GraphwardModule,
  isWanted: (coordinate: string) => boolean,
): IResolvers {
  const wanted = Object.entries(resolvers).flatMap(([type, value]): [string, unknown][] => {
    if (!isPlainObject(value)) return isWanted(type) ? [[type, value]] : [];
    const fields = Object.entries(value).filter(([name]) => isWanted(coordinateOf(type, name)));
    return [[type, Object.fromEntries(fields)]];
  });
  return Object.fromEntries(wanted) as IResolvers;
}

/** Whether resolvers are listed by field, rather than given as one GraphQLScalarType or GraphQLEnumType. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}
