/** The coordinates that a viewer may see: types, members, `Type.field(arg:)`, `@directive`, `@directive(arg:)`. */
export interface Visibility {
  has(coordinate: string): boolean;
}
