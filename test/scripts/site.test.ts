import { brokenLinks } from '../../scripts/site/links';
import { inOrder, sitePage } from '../../scripts/site/pages';
import { Folder } from '../support/folder';

const HOME = 'https://example.com/acme/blob/main/';
const onSite = new Set(['docs/plan.md', 'docs/tasks/add-app.md', 'docs/plan.schema.json']);

function pageOf(file: string, markdown: string): string {
  return sitePage(file, markdown, HOME, (path) => onSite.has(path)).text;
}

test('links lead to pages of the site, or to the repository on its host', () => {
  const page = [
    '# Add an `app`',
    '[plan](../plan.md#risks), [schema](../plan.schema.json), [README](../../README.md#start), [above](#add-an-app),',
    `[the same](${HOME}docs/plan.md), [elsewhere](https://example.org/x), \`[code](../plan.md)\``,
    '```sh',
    '# `[code](../../x.md)`',
    '```',
    '[e2e](../../e2e/README.md)',
  ];
  expect(pageOf('docs/tasks/add-app.md', page.join('\n')).split('\n')).toEqual([
    ...['---', 'title: "Add an `app`"', 'group: Tasks', '---', ''],
    '# Add an app',
    `[plan](../plan.md#risks), [schema](../plan.schema.json), [README](${HOME}README.md#start), [above](#add-an-app),`,
    '[the same](../plan.md), [elsewhere](https://example.org/x), `[code](../plan.md)`',
    ...page.slice(3, 6),
    `[e2e](${HOME}e2e/README.md)`,
  ]);
  const readme = `# acme\n\n[plan][docs/plan.md]\n\n[docs/plan.md]: ${HOME}docs/plan.md\n`;
  expect(pageOf('README.md', readme)).toBe('# acme\n\n[plan][docs/plan.md]\n\n[docs/plan.md]: docs/plan.md\n');
});

test('the navigation begins with the pages for new users', () => {
  const files = ['docs/tasks/add-app.md', 'docs/ARCHITECTURE.md', 'docs/plan.md', 'docs/getting-started.md'];
  expect(inOrder(files)).toEqual([files[3], files[2], files[1], files[0]]);
  expect(() => inOrder(['docs/new/page.md'])).toThrow(
    'docs/new/page.md is in no part of the site: add its folder to scripts/site/pages.ts',
  );
  expect(() => pageOf('docs/plan.md', 'no heading')).toThrow(/^docs\/plan\.md has no heading .*: begin it with "# …"$/);
});

test('links of built pages that lead nowhere are found', () => {
  const site = new Folder();
  try {
    site.write(
      'index.html',
      '<h1 id="top"></h1><a href="tasks/a.html#b&amp;c">a</a><a href="https://example.org/">x</a>',
    );
    site.write(
      'tasks/a.html',
      '<h1 id="b&amp;c"></h1><img src="../a%20b.svg"><script>"<a href=x>"</script><a href="#">x</a>',
    );
    site.write('a b.svg', '');
    expect(brokenLinks(site.path)).toEqual([]);
    site.write(
      'index.html',
      '<a href="no.html">a</a><a href="tasks">b</a><a href="#no">c</a><a href="../x">d</a><script src="no.js"></script>',
    );
    expect(brokenLinks(site.path)).toEqual([
      'index.html: no.html is not there',
      'index.html: tasks is not there',
      'index.html: #no has no such anchor',
      'index.html: ../x leads out of the site',
      'index.html: no.js is not there',
    ]);
  } finally {
    site.delete();
  }
});
