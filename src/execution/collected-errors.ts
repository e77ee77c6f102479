import type { GraphQLError, GraphQLResolveInfo } from 'graphql';

/** A position in a response, linked to the positions above it. */
export type Path = GraphQLResolveInfo['path'];

/** The errors of one execution. */
export class CollectedErrors {
  readonly list: GraphQLError[] = [];
  #positions: Set<Path | undefined> | undefined;

  /**
   * Adds an error, unless another error has already made its position null.
   *
   * @param path where the value becomes null; undefined for the whole response
   */
  add(error: GraphQLError, path: Path | undefined): void {
    this.#positions ??= new Set();
    for (let each = path; each !== undefined; each = each.prev) if (this.#positions.has(each)) return;
    if (this.#positions.has(undefined)) return;
    this.#positions.add(path);
    this.list.push(error);
  }
}
