import {
  type ASTNode,
  buildASTSchema,
  buildSchema,
  getOperationAST,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  printSchema,
  validateSchema,
  visit,
} from 'graphql';
import { clientSchema, visibleSchema } from '../../src/index.js';
import { ask } from './ask.js';
import { Choices, decisionFor } from './choices.js';
import type { Model } from './model.js';
import { nullAt } from './null-at.js';
import { property } from './property.js';
import { visibleModel } from './visible-model.js';
import { createWorld, decisionsOfAWorld } from './world.js';
import { type Operation, writeOperation } from './write-operation.js';
import { writeSdl } from './write-sdl.js';

/** How often what matters has occurred. */
const counts = { promised: 0, denied: 0 };

property(
  'no denial makes null what the schema for clients calls non-null, and that schema is valid',
  1 / 8,
  decisionsOfAWorld,
  async (decided) => {
    const world = createWorld(decided);
    const marked = markedSchema(world.model, decided.details);
    for (const { viewer } of world.questions) {
      const roles = viewer?.roles ?? null;
      const forClients = clientSchema(marked, roles);
      const printed = printSchema(forClients);
      expect(validateSchema(buildSchema(printed))).toEqual([]);
      expect(withoutNonNull(printed)).toBe(withoutNonNull(printSchema(visibleSchema(marked, roles))));
      counts.promised += promisesIn(forClients, world.guarded);

      const model = visibleModel(world.model, visibleSchema(world.guarded, roles));
      if (!model.types.has('Query')) continue;
      for (const each of decided.operations) {
        const operation = withTypenames(writeOperation(model, new Choices(each)));
        if (getOperationAST(operation.document)?.operation === OperationTypeNode.SUBSCRIPTION) continue;
        const { result } = await ask(world.guarded, world.rows, operation, viewer);
        for (const { path = [], message } of result.errors ?? []) {
          // The denial of another root field of a mutation is not that of this one.
          if (message.startsWith('Not executed') || result.data == null) continue;
          counts.denied += 1;
          const type = nullAt(forClients, operation.document, result.data, path);
          if (isNonNullType(type))
            throw new Error(`${message} ${path.join('.')}: ${String(type)}\n${printed}`);
        }
      }
    }
  },
);

it('the cases contain promises and denials', () => {
  expect(counts.promised).toBeGreaterThan(500);
  expect(counts.denied).toBeGreaterThan(200);
});

/** The model's schema, in which most fields have a random `@semanticNonNull`. */
function markedSchema(model: Model, numbers: readonly number[]): GraphQLSchema {
  const definition = 'directive @semanticNonNull(levels: [Int!]! = [0]) on FIELD_DEFINITION';
  const document = visit(parse(`${definition}\n${writeSdl(model)}`, { noLocation: true }), {
    FieldDefinition: (field, key, _parent, path) => {
      const depth = typeDepth(field.type);
      const decision = decisionFor([0, ...numbers], `${path.join('.')}.${String(key)}.${field.name.value}`);
      const levels = [[0], [0, 1, 2], [0, 1], [1, 2], []][decision % 5] ?? [];
      const values = levels.filter((level) => level <= depth);
      const usage = parse(`{ a @semanticNonNull(levels: [${values.join()}]) }`, { noLocation: true });
      let added: object | undefined;
      visit(usage, { Directive: (node) => void (added = node) });
      return { ...field, directives: [...(field.directives ?? []), added] };
    },
  });
  return buildASTSchema(document, { assumeValidSDL: true });
}

function typeDepth(type: { readonly kind: string; readonly type?: unknown }): number {
  const inner = type.type as Parameters<typeof typeDepth>[0] | undefined;
  return inner ? typeDepth(inner) + (type.kind === Kind.LIST_TYPE ? 1 : 0) : 0;
}

/** As Apollo Client sends it. */
function withTypenames(operation: Operation): Operation {
  const isOperation = (node: ASTNode | readonly ASTNode[] | undefined) =>
    node !== undefined && 'kind' in node && node.kind === Kind.OPERATION_DEFINITION;
  const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
  const document = visit(operation.document, {
    SelectionSet: (set, _key, parent) =>
      isOperation(parent) ? undefined : { ...set, selections: [typename, ...set.selections] },
  });
  return { ...operation, document };
}

function withoutNonNull(sdl: string): string {
  return sdl.replaceAll(/!(?=$| @)/gm, '').replaceAll('!]', ']');
}

/** The number of positions that are non-null for clients only. */
function promisesIn(forClients: GraphQLSchema, schema: GraphQLSchema): number {
  let found = 0;
  for (const type of Object.values(forClients.getTypeMap())) {
    const original = schema.getType(type.name);
    if (!isObjectType(type) || !isObjectType(original)) continue;
    for (const { name, type: promised } of Object.values(type.getFields())) {
      const plain = original.getFields()[name]?.type;
      if (plain) found += nonNulls(promised) - nonNulls(plain);
    }
  }
  return found;
}

function nonNulls(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return 1 + nonNulls(type.ofType);
  return isListType(type) ? nonNulls(type.ofType) : 0;
}
