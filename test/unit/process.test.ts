import { parse, Source } from 'graphql';
import { explain } from '../../src/process.js';

it('reports a HOST that is not an address of this machine', () => {
  const message = 'listen EADDRNOTAVAIL: address not available 203.0.113.1';
  const error = Object.assign(new Error(message), { code: 'EADDRNOTAVAIL' });
  expect(explain(error)).toMatch(/^HOST is not an address of this machine .*203\.0\.113\.1/);
});

it('reports a syntax error in SDL with its file and line', () => {
  const fail = () => parse(new Source('type A {\n  a: }', 'schema/a.graphql'));
  let message = '';
  try {
    fail();
  } catch (error) {
    message = explain(error);
  }
  expect(message).toContain('schema/a.graphql:2:6');
});

it('includes the stack of a bug, but not of any other error', () => {
  expect(explain(new TypeError('x is not a function'))).toMatch(/\n +at /);
  expect(explain(new Error('The folder cannot be written.'))).toBe('The folder cannot be written.');
});
