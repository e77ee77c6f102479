import { headerValues } from '../../../src/http/header-values.js';

const rawHeaders = ['Host', 'one', 'hOSt', 'two', 'X-Host', 'three', 'hose', 'four', 'host', ''];

it('returns every value of a header in order, whatever its case', () => {
  expect(headerValues({ rawHeaders }, 'host')).toEqual(['one', 'two', '']);
});

it('returns nothing for a header that is missing or occurs as a value only', () => {
  expect(headerValues({ rawHeaders }, 'cookie')).toEqual([]);
  expect(headerValues({ rawHeaders: ['x-a', 'host'] }, 'host')).toEqual([]);
});
