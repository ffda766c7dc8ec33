import { measure, sentence } from '../../examples/measure';
import { filesOf } from '../support/paths';
import { Example } from './example';

const example = new Example('platform');
const all = example.synthesize();

test('what is committed is what the program makes', () => {
  const files = filesOf(all.tree);
  expect(files.size).toBeLessThan(100);
  expect(example.readCommitted()).toEqual(Object.fromEntries(files));
  expect(all.warnings).toEqual([]);
});

test('the program is short, and the README counts it', () => {
  expect(example.folder.read('fleet.ts').split('\n').length).toBeLessThan(200);
  expect(example.folder.read('README.md')).toContain(sentence(measure(example.folder.path), all.tree.size));
});

test('each environment runs the tag of its policy', () => {
  const tagIn = (place: string) =>
    /newTag: "?([^"\n]*)/.exec(String(all.tree.get(`clusters/${place}/tenants/shop/apps/apps.yaml`)))?.[1];
  expect(tagIn('hub/dev')).toBe('main-77ab310-1764486400');
  expect(tagIn('america/prod')).toBe('1.4.2');
  expect(tagIn('asia/prod')).toBe('1.4.2');
});

test('every file that the README names is there', () => {
  const files = [...example.folder.read('README.md').matchAll(/\]\(((?!\.\.)[^)]+)\)/g)].map(([, file]) => file!);
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => !example.folder.has(file))).toEqual([]);
});

test('prod rolls versions out step by step, dev does not', () => {
  const canaries = all.tree.paths.filter((path) => path.endsWith('/progressive/shop/web/web.yaml'));
  expect(canaries).toEqual(
    ['america', 'asia'].map((name) => `clusters/${name}/prod/tenants/shop/progressive/shop/web/web.yaml`),
  );
  expect(all.tree.get(canaries[0]!)).toMatch(/kind: Canary[^]*stepWeights:\n {4}- 5\n {4}- 20\n {4}- 50\n/);
});

test('data is in a schedule, dev sleeps, and the sources are verified', () => {
  const { tree } = all;
  expect(tree.get('clusters/america/infrastructure/backups/backups.yaml')).toMatch(
    /includedNamespaces:\n {4}- prod-shop\n/,
  );
  expect(tree.get('clusters/hub/dev/tenants/shop/scale-down/scale-down.yaml')).toMatch(/kind: ScaledObject\n/);
  expect(tree.paths.filter((path) => path.includes('/prod/') && path.includes('scale-down'))).toEqual([]);
  expect(tree.get('clusters/hub/flux-system/gotk-sync.yaml')).toMatch(/verify:\n {4}mode: HEAD\n/);
});
