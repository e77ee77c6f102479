// A bound, not a peer: verifies a password per request with Graphward's parameters, behind node:http.
import argon2 from 'argon2';
import { serveJson } from './json-server.mjs';

const password = 'four words make one';
const parameters = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const hash = await argon2.hash(password, parameters);

serveJson(async () => ({ body: JSON.stringify({ data: await argon2.verify(hash, password) }) }));
