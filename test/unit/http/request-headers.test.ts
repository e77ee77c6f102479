import { HeaderMap } from '@apollo/server';
import { RequestHeaders } from '../../../src/http/request-headers.js';

const source = { accept: 'application/json', 'x-tags': ['a', 'b'], origin: undefined } as never;
const entries = [
  ['accept', 'application/json'],
  ['x-tags', 'a, b'],
];
const create = () => new RequestHeaders(source);

it('is a HeaderMap', () => {
  expect(create()).toBeInstanceOf(HeaderMap);
});

it('reads headers whatever the case of the name', () => {
  const headers = create();
  expect(headers.get('Accept')).toBe('application/json');
  expect(headers.get('X-Tags')).toBe('a, b');
  expect(headers.has('ACCEPT')).toBe(true);
  expect(headers.has('origin')).toBe(false);
  expect(headers.get('cookie')).toBeUndefined();
});

it.each([
  ['iteration', (headers: RequestHeaders) => [...headers]],
  ['entries', (headers: RequestHeaders) => [...headers.entries()]],
  [
    'keys and values',
    (headers: RequestHeaders) => {
      const values = [...headers.values()];
      return [...headers.keys()].map((name, index) => [name, values[index]]);
    },
  ],
  [
    'forEach',
    (headers: RequestHeaders) => {
      const found: string[][] = [];
      headers.forEach((value, name) => found.push([name, value]));
      return found;
    },
  ],
])('lists the headers by %s, before and after reading one', (_way, list) => {
  expect(list(create())).toEqual(entries);
  const headers = create();
  headers.get('accept');
  expect(list(headers)).toEqual(entries);
  expect(headers.size).toBe(2);
});

it('can be changed, and leaves the request unchanged', () => {
  const headers = create();
  headers.set('Accept', 'text/html');
  headers.delete('X-Tags');
  expect([...headers]).toEqual([['accept', 'text/html']]);
  expect([...create()]).toEqual(entries);
  headers.clear();
  expect(headers.size).toBe(0);
});

it('does not inherit names from Object', () => {
  expect(create().get('constructor')).toBeUndefined();
  expect(create().has('__proto__')).toBe(false);
});
