import type { ComponentType } from 'react';

/** Values of a route's parameters, by name. */
export type RouteParams = Readonly<Record<string, string>>;

export interface Route {
  /** A path with parameters, for example `/users/:id`. */
  readonly path: string;
  /** Who sees the page: everybody, whoever has not signed in, users, or administrators. */
  readonly audience: 'everybody' | 'visitors' | 'users' | 'administrators';
  readonly Page: ComponentType<{ readonly params: RouteParams }>;
}

export interface RouteMatch {
  readonly route: Route;
  readonly params: RouteParams;
}

/** Finds the route of a path, and its parameters. */
export function matchRoute(routes: readonly Route[], path: string): RouteMatch | null {
  for (const route of routes) {
    const params = paramsOf(route.path, path);
    if (params) return { route, params };
  }
  return null;
}

function paramsOf(pattern: string, path: string): RouteParams | null {
  const [names, values] = [pattern.split('/'), path.split('/')];
  if (names.length !== values.length) return null;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? '';
    if (name.startsWith(':')) params[name.slice(1)] = decodeURIComponent(value);
    else if (name !== value) return null;
  }
  return params;
}
