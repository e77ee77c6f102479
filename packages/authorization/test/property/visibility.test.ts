import {
  buildSchema,
  execute,
  getIntrospectionQuery,
  parse,
  printSchema,
  validate,
  validateSchema,
} from 'graphql';
import { accessTable, visibleSchema } from '../../src/index.js';
import { expectRightAnswer } from './ask.js';
import { Choices } from './choices.js';
import { type Type, typeOf } from './model.js';
import { naiveTable } from './naive-table.js';
import { property } from './property.js';
import { isShown, visibleModel } from './visible-model.js';
import { createWorld, decisionsOfAWorld } from './world.js';
import { writeOperation } from './write-operation.js';

property(
  'introspection returns the visible schema of each viewer, which is valid and printable',
  1 / 40,
  decisionsOfAWorld,
  async (decided) => {
    const { model, guarded, questions } = createWorld(decided);
    const document = parse(new Choices(decided.data).pick(introspections)([...model.types.keys()]));
    for (const { viewer } of questions) {
      const visible = visibleSchema(guarded, viewer?.roles ?? null);
      expect(validateSchema(visible)).toEqual([]);
      const printed = printSchema(visible);
      expect(printSchema(buildSchema(printed))).toBe(printed);
      const shown = await execute({ schema: guarded, document, contextValue: { viewer } });
      expect(shown).toEqual(await execute({ schema: visible, document }));
    }
  },
);

property(
  'roles never deny an operation that is valid for the visible schema',
  1 / 16,
  decisionsOfAWorld,
  async (decided) => {
    const world = createWorld(decided);
    for (const question of world.questions) {
      const visible = visibleSchema(world.guarded, question.viewer?.roles ?? null);
      const model = visibleModel(world.model, visible);
      if (!model.types.has('Query')) continue;
      for (const each of decided.operations) {
        const operation = writeOperation(model, new Choices(each));
        expect(validate(visible, operation.document)).toEqual([]);
        const { denials } = await expectRightAnswer(world, operation, question);
        // Rows may have a hidden type or contain a hidden enum value.
        const byRole = denials.filter(({ isByRole, coordinate }) => isByRole && isShown(visible, coordinate));
        expect(byRole).toEqual([]);
      }
    }
  },
);

property(
  'a viewer with every role sees every reachable type in full',
  1 / 40,
  decisionsOfAWorld,
  (decided) => {
    const { model, guarded } = createWorld(decided);
    const { types } = visibleModel(model, visibleSchema(guarded, [...model.roles.keys()]));
    const roots = ['Query', 'Mutation', 'Subscription'].filter((name) => model.types.has(name));
    expect([...types.keys()]).toEqual(expect.arrayContaining(roots));
    for (const type of types.values()) expect(membersOf(type)).toEqual(membersOf(typeOf(model, type.name)));
    return Promise.resolve();
  },
);

property('the access table agrees with the rules', 1 / 20, decisionsOfAWorld, (decided) => {
  const { model, guarded } = createWorld(decided);
  expect(accessTable(guarded)).toEqual(naiveTable(model));
  return Promise.resolve();
});

const [operation = '', ...fragmentDefinitions] = getIntrospectionQuery().split(/(?=fragment )/);
const root = operation.replace('query IntrospectionQuery', '');
const fragments = fragmentDefinitions.join('');

/** Equivalent introspection queries in different forms, each also for every type by name. */
const introspections: readonly ((types: readonly string[]) => string)[] = [
  (types) => `query { ${everyType(types)} ... ${root} } ${fragments}`,
  (types) => `fragment Root on Query ${root} query { ...Root ${everyType(types)} } ${fragments}`,
  (types) =>
    `${fragments} { ... { ... on Query ${root} ...Types } } fragment Types on Query { ${everyType(types)} }`,
];

function everyType(names: readonly string[]): string {
  return names.map((name) => `of_${name}: __type(name: "${name}") { ...FullType }`).join(' ');
}

function membersOf({ interfaces, fields, inputs, values }: Type): Partial<Type> {
  return { interfaces, fields, inputs, values };
}
