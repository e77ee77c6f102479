import {
  type GraphQLField,
  type GraphQLResolveInfo,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  __Type,
  defaultFieldResolver,
  isAbstractType,
} from 'graphql';
import { type SchemaExtension, extensionOf } from '../policy/schema-extension.js';

type MetaField = GraphQLField<unknown, unknown>;
type Answer = (
  extension: SchemaExtension,
  source: unknown,
  args: { name?: string },
  context: unknown,
  info: GraphQLResolveInfo,
) => unknown;

let installed = false;

/**
 * Makes graphql-js's four schema-aware meta-fields ask an enforcing schema what its viewer may see.
 *
 * They are the only way into introspection whatever a query's shape, and executors look them up by identity, so they
 * cannot be replaced in a schema. Every schema that does not come from `withAuthorization` is answered as before.
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
  if (!possibleTypes) throw new Error('This graphql has no __Type.possibleTypes.');
  divert(possibleTypes, (extension, source, _args, context, info) => {
    if (!isAbstractType(source)) return undefined;
    const schema = extension.introspected(context, info);
    const shown = schema.getType(source.name);
    return isAbstractType(shown) ? schema.getPossibleTypes(shown) : [];
  });
}

function divert(field: MetaField, answer: Answer): void {
  const original = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args: { name?: string }, context, info) => {
    const extension = extensionOf(info.schema);
    return extension ? answer(extension, source, args, context, info) : original(source, args, context, info);
  };
}
