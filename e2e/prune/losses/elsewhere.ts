import { source, type Tree, type UnitProps } from '../tree';
import type { Loss } from './loss';
import { course, folder, tree, type Fates } from './parts';

const far = (spec: object, name = 'far'): UnitProps => ({
  name,
  spec: { sourceRef: { kind: 'GitRepository', name: 'elsewhere' }, ...spec },
});
const elsewhere = (c: string, spec: object = {}) => {
  const made = source(c, 'elsewhere');
  const url = 'https://git.example.com/acme/elsewhere';
  return { ...made, spec: { ...(made.spec as object), url, ref: { branch: 'one' }, ...spec } };
};
const sources = (c: string, spec: object = {}): UnitProps => ({ name: 'sources', objects: [elsewhere(c, spec)] });

/** What the other repository has on its branches. */
const OTHER = (c: string): Readonly<Record<string, Tree>> => ({
  one: { ...folder('a', c, ['x', 'z']), ...folder('b', c, ['y']) },
  two: folder('a', c, ['z']),
});

/** Courses of a Kustomization that reads from elsewhere. */
function foreign(
  id: string,
  title: string,
  says: RegExp,
  change: readonly [spec: object, fates: Fates],
  near: readonly [spec: object, fates: Fates],
): Loss {
  const made =
    ([spec, fates]: readonly [object, Fates]) =>
    (c: string) =>
      course(tree(c, [sources(c), far({ path: './a' })]), tree(c, [sources(c), far({ path: './a', ...spec })]), fates);
  return { id, title, says, change: made(change), near: made(near), elsewhere: OTHER };
}

/** What kustomize-controller does with Kustomizations that read from another repository. */
export const ELSEWHERE_LOSSES: readonly Loss[] = [
  foreign(
    'far-path',
    'a Kustomization of another repository turns to another folder',
    /^replaced .*changes spec\.path: Flux deletes all/,
    [{ path: './b' }, { 'ConfigMap x': 'gone', 'ConfigMap z': 'gone', 'ConfigMap y': 'made' }],
    [{ interval: '2h' }, { 'ConfigMap x': 'kept', 'ConfigMap z': 'kept' }],
  ),
  foreign(
    'far-prefix',
    'a Kustomization of another repository gives other names',
    /^replaced .*changes spec\.namePrefix: Flux deletes all/,
    [{ namePrefix: 'new-' }, { 'ConfigMap x': 'gone', 'ConfigMap new-x': 'made' }],
    [{ commonMetadata: { annotations: { a: 'b' } } }, { 'ConfigMap x': 'changed', 'ConfigMap z': 'changed' }],
  ),
  foreign(
    'far-namespace',
    'a Kustomization of another repository turns to another namespace',
    /^replaced .*changes spec\.targetNamespace: Flux deletes all/,
    [{ targetNamespace: 'default' }, { 'ConfigMap x': 'gone' }],
    [{ timeout: '25s' }, { 'ConfigMap x': 'kept' }],
  ),
  foreign(
    'far-patch',
    'a Kustomization of another repository gets a patch that deletes',
    /^deletion: .*has a patch that deletes/,
    [
      {
        patches: [
          { patch: '$patch: delete\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n', target: { name: 'x' } },
        ],
      },
      { 'ConfigMap x': 'gone', 'ConfigMap z': 'kept' },
    ],
    [
      { patches: [{ patch: '- op: add\n  path: /data/b\n  value: "2"\n', target: { kind: 'ConfigMap', name: 'x' } }] },
      { 'ConfigMap x': 'changed', 'ConfigMap z': 'kept' },
    ],
  ),
  {
    id: 'far-branch',
    title: 'another repository is read from another branch',
    says: /^replaced .*changes spec\.ref\.branch/,
    change: (c) =>
      course(
        tree(c, [sources(c), far({ path: './a' })]),
        tree(c, [sources(c, { ref: { branch: 'two' } }), far({ path: './a' })]),
        { 'ConfigMap x': 'gone', 'ConfigMap z': 'kept' },
      ),
    near: (c) =>
      course(
        tree(c, [sources(c), far({ path: './a' })]),
        tree(c, [sources(c, { interval: '2h' }), far({ path: './a' })]),
        { 'ConfigMap x': 'kept', 'ConfigMap z': 'kept' },
      ),
    elsewhere: OTHER,
  },
];
