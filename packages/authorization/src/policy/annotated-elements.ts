import type { ASTNode, GraphQLNamedType, GraphQLSchema } from 'graphql';
import { type SchemaElement, schemaElements } from '../schema-copy/schema-elements.js';
import { directivesOn, type DirectiveUsage } from './directive-usage.js';

/** A schema element with the directives that are applied to it. */
export interface AnnotatedElement {
  readonly coordinate: string;
  /** The name of its directive location: `OBJECT`, `FIELD_DEFINITION`, … */
  readonly kind: string;
  readonly type: GraphQLNamedType | undefined;
  readonly directives: readonly DirectiveUsage[];
  readonly node: ASTNode | null | undefined;
}

/** Every element to which a directive is applied, in the schema's order. */
export function annotatedElements(schema: GraphQLSchema): readonly AnnotatedElement[] {
  const found: AnnotatedElement[] = [];
  const add = ({ coordinate, kind, type, element }: Annotatable) => {
    const directives = directivesOn(element);
    if (directives.length > 0) found.push({ coordinate, kind, type, directives, node: element.astNode });
  };
  add({ coordinate: 'schema', kind: 'SCHEMA', type: undefined, element: schema });
  for (const each of schemaElements(schema)) if (each.kind !== 'DIRECTIVE_DEFINITION') add(each);
  return found;
}

type Annotatable =
  | Exclude<SchemaElement, { readonly kind: 'DIRECTIVE_DEFINITION' }>
  | {
      readonly coordinate: 'schema';
      readonly kind: 'SCHEMA';
      readonly type: undefined;
      readonly element: GraphQLSchema;
    };
