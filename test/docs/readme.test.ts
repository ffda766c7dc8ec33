import * as fs from 'node:fs';
import { join } from 'node:path';
import { blocksOf, Workplace } from '../support/workplace';

/** Takes the steps of the README that need no network, in a repository set up by hand. */

const page = fs.readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
const blocks = blocksOf(page);

/** The only block of the page that has a text. */
function blockWith(text: string): string {
  const found = blocks.filter((block) => block.text.includes(text));
  expect(found).toHaveLength(1);
  return found[0]!.text;
}

/** The paths that the picture of the folder shows, each from the root of the repository. */
function drawnPaths(): string[] {
  const picture = /^```\n(dist\/.*?)^```$/ms.exec(page)![1]!;
  const open: Array<{ readonly depth: number; readonly path: string }> = [];
  return picture.split('\n').flatMap((line) => {
    const [, indent = '', names = ''] = /^([│├└─ ]*)(\S.*?)?(?: {2,}.*)?$/.exec(line)!;
    while (open.length > 0 && open.at(-1)!.depth >= indent.length) open.pop();
    const parent = open.at(-1)?.path ?? '';
    // Further names of a line lie beside the first.
    const [first = '', ...others] = names.split(', ').map((name) => name.replace(/…$/, ''));
    const beside = first.slice(0, first.replace(/\/$/, '').lastIndexOf('/') + 1);
    const paths = names === '' ? [] : [first, ...others.map((name) => beside + name)].map((name) => parent + name);
    if (paths.length === 1 && paths[0]!.endsWith('/')) open.push({ depth: indent.length, path: paths[0]! });
    return paths;
  });
}

test('its program makes the folder of the picture, and a plan needs no program', async () => {
  const place = new Workplace();
  try {
    const imports = /`(import \{ App, .*?;)`/.exec(page)![1]!;
    await place.prepare();
    // Without the packages, which are there.
    await place.run(blockWith('tsconfig.json').replace(/^npm install .*\n/gm, ''));
    place.folder.write('fleet.ts', `${imports}\n${blockWith('new Fleet<Site>')}`);
    await place.run(blockWith('synth --first\ngit add').replace('npx tsc --noEmit\n', ''));
    const paths = drawnPaths();
    expect(paths).toContain('dist/clusters/america/remotes/america-south/dev/');
    for (const path of paths) expect([path, fs.existsSync(place.folder.at(path))]).toEqual([path, true]);

    place.folder.write('fleet.ts', place.folder.read('fleet.ts').replace('ingressPort: 8080', 'ingressPort: 8081'));
    await place.run("npx flux-fleet synth && git add --all && git commit --quiet --message 'Another port'");
    expect(await place.run(blockWith('plan --from HEAD~1: --to HEAD:'))).toMatch(
      /america[^]* HelmRelease [^]*nginx[^]*8080[^]*8081/,
    );
  } finally {
    place.delete();
  }
});
