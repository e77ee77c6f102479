import { parse, Source } from 'graphql';
import { explain } from '../../src/process.js';

test('a HOST that is no address of this machine is told as such', () => {
  const message = 'listen EADDRNOTAVAIL: address not available 203.0.113.1';
  const error = Object.assign(new Error(message), { code: 'EADDRNOTAVAIL' });
  expect(explain(error)).toMatch(/^HOST is not an address of this machine .*203\.0\.113\.1/);
});

test('a syntax error in SDL is shown with its file and line', () => {
  const fail = () => parse(new Source('type A {\n  a: }', 'schema/a.graphql'));
  let message = '';
  try {
    fail();
  } catch (error) {
    message = explain(error);
  }
  expect(message).toContain('schema/a.graphql:2:6');
});

test('a bug is told with its stack, everything else in words alone', () => {
  expect(explain(new TypeError('x is not a function'))).toMatch(/\n +at /);
  expect(explain(new Error('The folder cannot be written.'))).toBe('The folder cannot be written.');
});
