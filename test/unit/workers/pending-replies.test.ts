import { createPendingReplies } from '../../../src/workers/pending-replies.js';

it('matches each reply to its request', async () => {
  const replies = createPendingReplies<string>(10_000);
  const requests: number[] = [];
  const asked = [1, 2].map(() => replies.ask((request) => void requests.push(request)));

  for (const request of requests.reverse()) replies.settle(request, `reply to ${request}`);

  expect(await Promise.all(asked)).toEqual(['reply to 1', 'reply to 2']);
});

it('returns null when a reply does not arrive in time, and ignores a late reply', async () => {
  const replies = createPendingReplies<string>(1);
  let request = 0;
  const reply = await replies.ask((id) => (request = id));

  replies.settle(request, 'late');

  expect(reply).toBeNull();
});
