// One variant in a process of its own: `node rows-process.mjs plain|enforcing 'selection'` prints milliseconds a run.
import { performance } from 'node:perf_hooks';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { authorizationTypeDefs, withAuthorization } from '@graphward/authorization';
import { execute, parse } from 'graphql';

const [variant, selection] = process.argv.slice(2);
const typeDefs = [
  authorizationTypeDefs,
  `enum Role { USER ADMIN @inherits(roles: "USER") }
   type Row {
     id: ID
     name: String @auth(requires: USER)
     adminName: String @auth(requires: ADMIN)
     email: String @auth(requires: ADMIN)
     city: String @auth
     score: Int @auth(requires: [USER, ADMIN])
     ownId: ID @auth(owner: "id")
     ownName: String @auth(owner: "id")
     ownEmail: String @auth(owner: "id")
     ownCity: String @auth(owner: "id")
     ownScore: Int @auth(owner: "id")
     teamName: String @auth(group: "teamId")
     teamEmail: String @auth(group: "teamId")
     teamCity: String @auth(group: "teamId")
     teamScore: Int @auth(group: "teamId")
     teamId: ID @auth(group: "teamId")
   }
   type Open @auth(policy: "isOpen") { name: String email: String city: String score: Int id: ID }
   type Team @auth(group: "teamId") { name: String email: String city: String score: Int teamId: ID }
   type Query { rows: [Row] @auth opens: [Open] @auth teams: [Team] @auth filtered: [Team] @auth @filtered }`,
];
const rows = Array.from({ length: 1000 }, (_, index) => {
  const [name, email, city, score] = [`name ${index}`, `${index}@example.org`, 'Oslo', index];
  const own = { ownId: '1', ownName: name, ownEmail: email, ownCity: city, ownScore: score };
  const team = { teamId: 't', teamName: name, teamEmail: email, teamCity: city, teamScore: score };
  return { id: '1', name, adminName: name, email, city, score, ...own, ...team };
});

const list = () => rows;
const plain = makeExecutableSchema({
  typeDefs,
  resolvers: { Query: { rows: list, opens: list, teams: list, filtered: list } },
});
const schema =
  variant === 'plain'
    ? plain
    : withAuthorization(plain, {
        viewer: (context) => context.viewer,
        policies: { isOpen: (objects) => objects.map(() => true) },
      });
const document = parse(`{ ${selection} }`);
const viewer = { id: '1', roles: ['ADMIN'], groups: ['t'] };
const times = [];
for (let run = 0; run < 1200; run += 1) {
  const started = performance.now();
  const { errors } = await execute({ schema, document, contextValue: { viewer } });
  times.push(performance.now() - started);
  if (errors) throw errors[0];
}
// The first runs warm up. The 10th percentile, because what other processes take away only ever adds.
const measured = times.slice(200).sort((left, right) => left - right);
console.log(measured[Math.floor(measured.length / 10)]);
