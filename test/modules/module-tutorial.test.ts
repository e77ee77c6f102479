import type { GraphwardModule } from '../../src/modules/index.js';
import { expectCode, expectData } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';
import { runTutorial } from '../support/guides.js';
import { send } from '../support/http.js';
import { codeOf } from '../support/readme.js';

const tutorial = 'docs/modules.md';
const { ideasModule } = runTutorial(tutorial) as { readonly ideasModule: GraphwardModule };
const graphward = useGraphward({ modules: [ideasModule] });

async function register(name: string, company: string) {
  const text = codeOf('register', tutorial)
    .replace('alice@acme.example', `${name}@${company}`)
    .replaceAll('acme.example', company);
  const { accessToken, user } = expectData(await graphward.ask(text)).register as {
    accessToken: string;
    user: { company: string };
  };
  expect(user).toEqual({ company });
  return (query: string, variables = {}) => graphward.ask(query, variables, { token: accessToken });
}

it('shows a module in which colleagues share ideas, and nobody else sees them', async () => {
  const [alice, bob, carol] = [
    await register('alice', 'acme.example'),
    await register('bob', 'acme.example'),
    await register('carol', 'beta.example'),
  ];
  const idea = { company: 'acme.example', text: 'A door to the garden' };
  expect(expectData(await alice(codeOf('suggest', tutorial)))).toEqual({ suggest: idea });

  const list = '{ ideas { id company text } }';
  const found = expectData(await bob(list)).ideas as { id: string }[];
  expect(found).toEqual([{ id: expect.any(String) as string, ...idea }]);
  expect(expectData(await carol(list))).toEqual({ ideas: [] });

  const remove = `mutation { removeIdea(id: "${found[0]?.id ?? ''}") { text } }`;
  expectCode(await bob(remove), 'FORBIDDEN');
  expectCode(await carol(remove), 'FORBIDDEN');
  expect(expectData(await alice(remove))).toEqual({ removeIdea: { text: idea.text } });
  expect(expectData(await bob(list))).toEqual({ ideas: [] });
});

it('shows a hook that requires the address of the company', async () => {
  const wrong = codeOf('register', tutorial).replace('alice@acme.example', 'mallory@beta.example');
  const error = expectCode(await graphward.ask(wrong), 'FORBIDDEN');
  expect(error.message).toBe('Register with the address that your company gave you.');
});

it('shows a route for viewers', async () => {
  const dora = expectData(await graphward.ask(codeOf('register', tutorial).replace('alice@', 'dora@')));
  const { accessToken } = dora.register as { accessToken: string };
  expectData(await graphward.ask(codeOf('suggest', tutorial), {}, { token: accessToken }));
  const response = await send(graphward, {
    path: '/ideas.txt',
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect([response.status, response.text]).toEqual([200, 'A door to the garden']);
  expect((await send(graphward, { path: '/ideas.txt' })).status).toBe(401);
});
