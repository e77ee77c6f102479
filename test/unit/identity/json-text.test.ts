import fc from 'fast-check';
import { hasDuplicateMembers } from '../../../src/identity/json-text.js';

it.each([
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '{"a":{"b":1,"b":2}}',
  '[{"a":1},{"b":1,"c":[],"b":2}]',
  '{"a":"b","b":{"x":"}"},"a":null}',
  '{ "a" : 1 ,\n "a" : 2 }',
  '{"":1,"":2}',
  '{"a\\"":1,"a\\"":2}',
])('detects a repeated member in %s', (json) => {
  expect(hasDuplicateMembers(json)).toBe(true);
});

it.each([
  '{}',
  '{"a":1,"b":2}',
  '{"a":{"a":{"a":1}}}',
  '[{"a":1},{"a":2}]',
  '{"a":"a","b":"a:a,a"}',
  '{"a":["b","b"],"b":"{\\"a\\":1,\\"a\\":2}"}',
  '"a"',
  'null',
])('detects no repeated member in %s', (json) => {
  expect(hasDuplicateMembers(json)).toBe(false);
});

it('detects no repeated member in the output of JSON.stringify, unless one is added', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
      const json = JSON.stringify(value);
      expect(hasDuplicateMembers(json)).toBe(false);
      const [name] = Object.keys(JSON.parse(json) as object);
      expect(hasDuplicateMembers(`${json.slice(0, -1)},${JSON.stringify(name)}:0}`)).toBe(true);
    }),
  );
});

it('takes negligible time for the longest token', () => {
  const hostile = `{"a":"${'\\\\'.repeat(3000)}","b":[${'['.repeat(1000)}${']'.repeat(1000)}]}`;
  const before = process.cpuUsage();
  hasDuplicateMembers(hostile);
  // CPU time in microseconds, however busy the machine.
  expect(process.cpuUsage(before).user).toBeLessThan(500_000);
});
