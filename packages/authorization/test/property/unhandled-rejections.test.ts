import { execute, GraphQLError } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { unhandledRejections } from '../support/unhandled-rejections.js';
import { ask, type Executor } from './ask.js';
import { Choices } from './choices.js';
import { addFaults, breakRegistrations } from './faults.js';
import { property } from './property.js';
import { registrationsOf } from './registrations.js';
import { createWorld, decisionsOfAWorld, enforce } from './world.js';
import { writeOperation } from './write-operation.js';
import { writeSdl } from './write-sdl.js';

const yoga = createYoga({ logging: false, maskedErrors: false }).getEnveloped({});
const executors: readonly Executor[] = [execute, yoga.execute as Executor];

property(
  'a denial never causes an unhandled rejection, whatever resolvers, loaders and policies throw and whenever they reject',
  1 / 8,
  decisionsOfAWorld,
  async (decided) => {
    const { model, rows, questions } = createWorld(decided);
    const registrations = breakRegistrations(registrationsOf(model, rows), decided.data);
    const plain = addFaults(rows.schema(), decided.data);
    const guarded = enforce(plain, registrations);
    const operations = decided.operations.map((each) => writeOperation(model, new Choices(each)));
    for (const executor of executors) {
      const askAll = (schema: typeof plain) => () =>
        Promise.all(
          operations.flatMap((operation) =>
            questions.map(({ viewer }) => ask(schema, rows, operation, viewer, executor)),
          ),
        );
      // The resolvers and the executor may cause rejections without the engine.
      const allowed = await unhandledRejections(askAll(plain));
      const found = await unhandledRejections(askAll(guarded));
      if (found.length <= allowed.length && !found.some(isDenial)) continue;
      const texts = operations.map(({ text, variables }) => `${text}\n${JSON.stringify(variables)}`);
      throw new Error([...found.map(String), writeSdl(model), ...texts].join('\n'));
    }
  },
);

function isDenial(reason: unknown): boolean {
  return reason instanceof GraphQLError && reason.extensions.code !== undefined;
}
