import fc from 'fast-check';
import { parse } from 'yaml';
import {
  markerOf,
  readVersions,
  type Selected,
  withEntries,
  withSelections,
} from '../../../src/features/images/versions';
import { runsOf } from '../../support/deep';

const NAMESPACE = 'image-automation';

function read(text: string) {
  const problems: string[] = [];
  const { entries } = readVersions('versions.yaml', text, NAMESPACE, ({ line, column }, message) =>
    problems.push(`${line}:${column} ${message}`),
  );
  return { entries: Object.fromEntries(entries), problems };
}

test('a new file gets a header, and entries with their markers', () => {
  const text = withEntries('', NAMESPACE, [{ policy: 'shop-web', tag: '1.10', hasDigest: true }]);
  expect(text).toMatch(/^# Tags of the images that Flux updates\./);
  expect(text).toContain(`shop-web:
  tag: "1.10" # {"$imagepolicy": "image-automation:shop-web:tag"}
  digest: "" # {"$imagepolicy": "image-automation:shop-web:digest"}
`);
  expect(read(text)).toEqual({ entries: { 'shop-web': { tag: '1.10' } }, problems: [] });
});

test('what is there stays byte for byte, with its comments', () => {
  const before = `# ours\na: ghcr.io/acme/a:1 # ${markerOf(NAMESPACE, 'a')}\n\n# the end`;
  const after = withEntries(before, NAMESPACE, [{ policy: 'b', tag: '2', hasDigest: false }]);
  expect(after.startsWith(`${before}\n`)).toBe(true);
  expect(read(after)).toEqual({ entries: { a: { tag: '1' }, b: { tag: '2' } }, problems: [] });
});

test('a file of comments alone, and an empty one, have no entries and no problems', () => {
  for (const text of ['', '# nothing yet\n']) expect(read(text)).toEqual({ entries: {}, problems: [] });
});

test('selections go to the marked values alone', () => {
  const digest = `sha256:${'b'.repeat(64)}`;
  const text = `a: ghcr.io/acme/a:1 # ${markerOf(NAMESPACE, 'a')}
b: # other
  name: ghcr.io/acme/b # ${markerOf(NAMESPACE, 'b', 'name')}
  tag: 1.9 # ${markerOf(NAMESPACE, 'b', 'tag')}
  digest: "" # ${markerOf(NAMESPACE, 'b', 'digest')}
c:
  tag: "1" # ${markerOf(NAMESPACE, 'c', 'tag')}
`;
  const selected = new Map<string, Selected>([
    ['a', { image: 'ghcr.io/acme/a', tag: '2' }],
    ['b', { image: 'ghcr.io/acme/b2', tag: '1.10', digest }],
  ]);
  expect(withSelections(text, NAMESPACE, selected)).toBe(`a: "ghcr.io/acme/a:2" # ${markerOf(NAMESPACE, 'a')}
b: # other
  name: "ghcr.io/acme/b2" # ${markerOf(NAMESPACE, 'b', 'name')}
  tag: "1.10" # ${markerOf(NAMESPACE, 'b', 'tag')}
  digest: "${digest}" # ${markerOf(NAMESPACE, 'b', 'digest')}
c:
  tag: "1" # ${markerOf(NAMESPACE, 'c', 'tag')}
`);
});

const tag = fc.constantFrom('1', '1.10', 'v2.0.0-rc.1', '0x10', 'true', 'null', 'main-1', '1e3', '_');
const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'shop-web'), { minLength: 1 });

test('any tag comes back as it was written, and a commit without news is none', () => {
  fc.assert(
    fc.property(names, tag, tag, fc.boolean(), (policies, first, second, hasDigest) => {
      const entries = policies.map((policy) => ({ policy, tag: first, hasDigest }));
      const text = withEntries('', NAMESPACE, entries);
      const everywhere = (value: string) => Object.fromEntries(policies.map((policy) => [policy, { tag: value }]));
      expect(read(text)).toEqual({ entries: everywhere(first), problems: [] });
      const selected = new Map(policies.map((policy) => [policy, { image: 'ghcr.io/acme/a', tag: second }]));
      const committed = withSelections(text, NAMESPACE, selected);
      expect(read(committed)).toEqual({ entries: everywhere(second), problems: [] });
      expect(withSelections(committed, NAMESPACE, selected)).toBe(committed);
      expect(Object.keys(parse(committed) as object)).toEqual(policies);
    }),
    { numRuns: runsOf(100, 2_000) },
  );
});
