import { expectRightAnswer } from './ask.js';
import { Choices } from './choices.js';
import { property } from './property.js';
import { createWorld, decisionsOfAWorld } from './world.js';
import { writeOperation } from './write-operation.js';

property(
  'an operation answers what the rules say, to the last value and error, whoever asks',
  // Three operations each.
  1 / 3,
  decisionsOfAWorld,
  async (decided) => {
    const world = createWorld(decided);
    const operations = decided.operations.map((each) => writeOperation(world.model, new Choices(each)));
    // All at once, so that nobody gets what was decided for another.
    const asked = operations.flatMap((operation) =>
      world.questions.map((question) => expectRightAnswer(world, operation, question)),
    );
    await Promise.all(asked);
  },
);
