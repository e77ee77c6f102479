import { expectRightAnswer } from './ask.js';
import { Choices } from './choices.js';
import { decisionEvents } from './naive-decisions.js';
import { Occurrences } from './occurrences.js';
import { property } from './property.js';
import { createWorld, decisionsOfAWorld } from './world.js';
import { writeOperation } from './write-operation.js';

const occurrences = new Occurrences(decisionEvents);

property(
  'every operation returns the values and errors that the rules demand, for every viewer',
  // Three operations each.
  1 / 3,
  decisionsOfAWorld,
  async (decided) => {
    const world = createWorld(decided);
    const operations = decided.operations.map((each) => writeOperation(world.model, new Choices(each)));
    // Concurrent, to detect decisions that leak between viewers.
    const asked = operations.flatMap((operation) =>
      world.questions.map((question) => expectRightAnswer(world, operation, question)),
    );
    for (const { events } of await Promise.all(asked)) occurrences.note(...events);
  },
);

it('the cases contain every kind of decision', () => occurrences.expectEach(1 / 500));
