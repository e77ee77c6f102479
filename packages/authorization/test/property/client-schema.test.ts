import {
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
  type ScalarTypeDefinitionNode,
  type TypeNode,
  validateSchema,
  visit,
} from 'graphql';
import { clientSchema, visibleSchema } from '../../src/index.js';
import { ask } from './ask.js';
import { Choices, decisionFor } from './choices.js';
import type { Model } from './model.js';
import type { Asker } from './naive-rules.js';
import { nullAt } from './null-at.js';
import { property } from './property.js';
import { visibleModel } from './visible-model.js';
import { createWorld, decisionsOfAWorld, type World } from './world.js';
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
        for (const { path, message, data } of await denialsOf(world, operation, viewer)) {
          counts.denied += 1;
          const type = nullAt(forClients, operation.document, data, path);
          const report = `${message} ${path.join('.')}: ${String(type)}\n${printed}`;
          expect({ report, isNonNull: isNonNullType(type) }).toEqual({ report, isNonNull: false });
        }
      }
    }
  },
);

it('the cases contain promises and denials', () => {
  expect(counts.promised).toBeGreaterThan(500);
  expect(counts.denied).toBeGreaterThan(200);
});

/** The denials of a query or mutation, without those of other root fields of a mutation. */
async function denialsOf({ guarded, rows }: World, operation: Operation, viewer: Asker | null) {
  if (getOperationAST(operation.document)?.operation === OperationTypeNode.SUBSCRIPTION) return [];
  const { data, errors = [] } = (await ask(guarded, rows, operation, viewer)).result;
  return errors.flatMap(({ path = [], message }) =>
    data == null || message.startsWith('Not executed') ? [] : [{ path, message, data }],
  );
}

/** The model's schema, in which most fields have a random `@semanticNonNull`. */
function markedSchema(model: Model, numbers: readonly number[]): GraphQLSchema {
  const definition = 'directive @semanticNonNull(levels: [Int!]! = [0]) on FIELD_DEFINITION';
  const document = visit(parse(`${definition}\n${writeSdl(model)}`, { noLocation: true }), {
    FieldDefinition: (field, key, _parent, path) => {
      const depth = typeDepth(field.type);
      const decision = decisionFor([0, ...numbers], `${path.join('.')}.${String(key)}.${field.name.value}`);
      const levels = [[0], [0, 1, 2], [0, 1], [1, 2], []][decision % 5] ?? [];
      const values = levels.filter((level) => level <= depth);
      const usage = parse(`scalar S @semanticNonNull(levels: [${values.join()}])`, { noLocation: true });
      const [definition] = usage.definitions as readonly ScalarTypeDefinitionNode[];
      return { ...field, directives: [...(field.directives ?? []), ...(definition?.directives ?? [])] };
    },
  });
  return buildASTSchema(document, { assumeValidSDL: true });
}

function typeDepth(type: TypeNode): number {
  if (type.kind === Kind.NAMED_TYPE) return 0;
  return typeDepth(type.type) + (type.kind === Kind.LIST_TYPE ? 1 : 0);
}

/** As Apollo Client sends it. */
function withTypenames(operation: Operation): Operation {
  const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
  const document = visit(operation.document, {
    SelectionSet: (set) => ({ ...set, selections: [typename, ...set.selections] }),
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
