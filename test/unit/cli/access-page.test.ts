import { createHash } from 'node:crypto';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { accessTable, authorizationTypeDefs } from '../../../src/authorization/index.js';
import { compareAccess } from '../../../src/cli/access-diff.js';
import { renderAccessPage } from '../../../src/cli/access-page/page.js';

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

test('nothing of the schema becomes markup', () => {
  const page = renderAccessPage(schema, table);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toContain('<img');
  expect(page.split('&#60;/p&#62;&#60;script&#62;alert(1)')).toHaveLength(4);
  expect(page).toContain('onerror=&#34;alert(&#39;2&#39;)&#34;&#62; &#38;amp;');
});

test('nothing of the old table becomes markup', () => {
  const coordinate = `Gone.<b title="x'>`;
  const diff = compareAccess({ [coordinate]: { ANONYMOUS: 'deny', '<i>': 'allow' } }, table);
  const page = renderAccessPage(schema, table, diff);
  expect(page).toContain('data-place="Gone.&#60;b title=&#34;x&#39;&#62;"');
  expect(page).not.toMatch(/<b |<i>/);
});

test('the page allows its own style and script, and nothing from elsewhere', () => {
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
