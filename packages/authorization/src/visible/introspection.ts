import {
  __Type,
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLResolveInfo,
  isAbstractType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { extensionOf, type SchemaExtension } from '../policy/schema-extension.js';

type MetaField = GraphQLField<unknown, unknown>;
type MetaResolver = (
  extension: SchemaExtension,
  source: unknown,
  args: { name?: string },
  context: unknown,
  info: GraphQLResolveInfo,
) => unknown;

let installed = false;

/**
 * Makes the four schema-aware meta-fields of graphql-js return what the viewer of an enforcing schema may see.
 *
 * Every introspection query goes through them, and executors look them up by identity, so that a schema cannot replace
 * them. Schemas that do not come from `withAuthorization` are not affected.
 */
export function installIntrospection(): void {
  if (installed) return;
  installed = true;
  divert(SchemaMetaFieldDef, (extension, _source, _args, context, info) =>
    extension.introspected(context, info),
  );
  divert(TypeMetaFieldDef, (extension, _source, { name = '' }, context, info) =>
    extension.introspected(context, info).getType(name),
  );
  divert(TypeNameMetaFieldDef, (extension, source, _args, context, info) =>
    extension.guardTypeName(source, context, info),
  );
  const possibleTypes = __Type.getFields().possibleTypes;
  if (!possibleTypes)
    throw new Error('This version of graphql has no __Type.possibleTypes. Use graphql ^16.9 or ^17.');
  divert(possibleTypes, (extension, source, _args, context, info) => {
    if (!isAbstractType(source)) return undefined;
    const schema = extension.introspected(context, info);
    const shown = schema.getType(source.name);
    return isAbstractType(shown) ? schema.getPossibleTypes(shown) : [];
  });
}

function divert(field: MetaField, resolve: MetaResolver): void {
  const original = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args: { name?: string }, context, info) => {
    const extension = extensionOf(info.schema);
    return extension
      ? resolve(extension, source, args, context, info)
      : original(source, args, context, info);
  };
}
