import { createHash } from 'node:crypto';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { accessReport, accessTable, authorizationTypeDefs } from '@graphward/authorization';
import { compareAccess } from '../../../src/cli/access/diff/compare-access.js';
import { compareTables } from '../../../src/cli/access/diff/compare-tables.js';
import { renderAccessPage } from '../../../src/cli/access/page/page.js';

const hostile = `</p><script>alert(1)</script><img src=x onerror="alert('2')"> &amp;`;
const schema = makeExecutableSchema({
  typeDefs: [
    authorizationTypeDefs,
    `enum Role { USER }
    ${JSON.stringify(hostile)}
    type Query {
      ${JSON.stringify(hostile)}
      me(${JSON.stringify(hostile)} id: ID): ID @auth(requires: USER, owner: "me")
    }`,
  ],
});
const table = accessTable(schema);

it('escapes the text of the schema', () => {
  const page = renderAccessPage(schema, table);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toContain('<img');
  expect(page.split('&#60;/p&#62;&#60;script&#62;alert(1)')).toHaveLength(4);
  expect(page).toContain('onerror=&#34;alert(&#39;2&#39;)&#34;&#62; &#38;amp;');
});

it('escapes the text of the old table', () => {
  const coordinate = `Gone.<b title="x'>`;
  const diff = compareTables({ [coordinate]: { ANONYMOUS: 'deny', '<i>': 'allow' } }, table);
  const page = renderAccessPage(schema, table, diff);
  expect(page).toContain('data-place="Gone.&#60;b title=&#34;x&#39;&#62;"');
  expect(page).not.toMatch(/<b |<i>/);
});

it('marks changed rules, and lists changes that have no row', () => {
  const report = accessReport(schema);
  const place = report.places['Query.me'];
  if (!place) throw new Error('The report lacks Query.me.');
  const before = {
    ...report,
    types: { Role: [] },
    places: { ...report.places, 'Query.me': { ...place, rules: ['@auth(owner: "<i>")'] } },
  };
  const page = renderAccessPage(
    schema,
    table,
    compareAccess(before, { ...report, types: { Role: ['USER'] } }),
  );
  expect(page).toContain('<tr role="row" data-place="Query.me" data-change="wider" data-rules>');
  expect(page).toContain(
    '@auth(owner: &#34;&#60;i&#62;&#34;) → @auth(requires: USER, owner: &#34;me&#34;) <span class="change wider">wider</span>',
  );
  expect(page).toContain(
    '<li><code>Role</code>: new member USER <span class="change unproven">changed, not provably narrower</span></li>',
  );
});

it('allows only its own style and script', () => {
  const page = renderAccessPage(schema, table);
  const [policy = ''] = /(?<=http-equiv="Content-Security-Policy" content=")[^"]*/.exec(page) ?? [];
  for (const tag of ['style', 'script']) {
    const [, content = ''] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page) ?? [];
    expect(policy).toContain(
      `${tag}-src &#39;sha256-${createHash('sha256').update(content).digest('base64')}`,
    );
  }
  expect(policy).toMatch(/^default-src &#39;none&#39;;/);
  expect(page).not.toMatch(/(?:src|href)="(?!data:,"|#)/);
});
