import type { Scenario } from './scenario';
import { cluster, configMap, KEEP, KUSTOMIZE, type UnitProps } from './tree';

/** Two steps of a fleet whose only unit is `web`, with its objects in a namespace that belongs to nobody. */
function one(
  id: string,
  title: string,
  steps: readonly Omit<UnitProps, 'name'>[],
  expected: readonly (readonly string[])[],
): Scenario {
  const trees = steps.map((step) => cluster(id, { units: [{ name: 'web', ...step }] }));
  return { id, title, trees, namespaces: [spaceOf(id)], expected };
}

/** The namespace for the objects of a scenario. */
export const spaceOf = (id: string): string => `${id}-shop`;

const map = (id: string, name: string, more = {}) => configMap(spaceOf(id), name, more);

const ONCE = { [`${KUSTOMIZE}/ssa`]: 'IfNotPresent' };
const ALONE = { [`${KUSTOMIZE}/reconcile`]: 'disabled' };

/** Objects that leave a Kustomization which stays. */
export const OBJECTS: readonly Scenario[] = [
  one(
    'removed',
    'an object that is removed is deleted',
    [{ objects: [map('removed', 'a'), map('removed', 'b')] }, { objects: [map('removed', 'a')] }],
    [['ConfigMap removed-shop/b: deleted']],
  ),
  one(
    'no-prune',
    'an object that leaves a Kustomization which does not prune is orphaned',
    [
      { spec: { prune: false }, objects: [map('no-prune', 'a'), map('no-prune', 'b')] },
      { spec: { prune: false }, objects: [map('no-prune', 'a')] },
    ],
    [['ConfigMap no-prune-shop/b: orphaned']],
  ),
  one(
    'marked',
    'marks of the old tree keep objects, in any of their forms',
    [
      {
        objects: [
          map('marked', 'a'),
          map('marked', 'annotated', { annotations: KEEP }),
          map('marked', 'labelled', { labels: { [`${KUSTOMIZE}/prune`]: 'Disabled' } }),
          map('marked', 'other', { annotations: { [`${KUSTOMIZE}/prune`]: 'enabled' } }),
        ],
      },
      { objects: [map('marked', 'a')] },
    ],
    [
      [
        'ConfigMap marked-shop/annotated: orphaned',
        'ConfigMap marked-shop/labelled: orphaned',
        'ConfigMap marked-shop/other: deleted',
      ],
    ],
  ),
  one(
    'unreconciled',
    'an object that is marked to be left alone is neither changed nor made',
    [
      { objects: [map('unreconciled', 'a'), map('unreconciled', 'b')] },
      {
        objects: [
          map('unreconciled', 'a'),
          map('unreconciled', 'b', { annotations: ALONE }),
          map('unreconciled', 'c', { annotations: ALONE }),
        ],
      },
      { objects: [map('unreconciled', 'a'), map('unreconciled', 'c', { annotations: ALONE })] },
    ],
    [['ConfigMap unreconciled-shop/b: kept'], ['ConfigMap unreconciled-shop/b: deleted']],
  ),
  one(
    'if-not-present',
    'an object that is only to be made is not changed afterwards, and deleted when it goes',
    [
      { objects: [map('if-not-present', 'a'), map('if-not-present', 'b')] },
      { objects: [map('if-not-present', 'a'), map('if-not-present', 'c', { annotations: ONCE })] },
      { objects: [map('if-not-present', 'a'), map('if-not-present', 'c', { annotations: ONCE, data: { a: '2' } })] },
      { objects: [map('if-not-present', 'a')] },
    ],
    [
      ['ConfigMap if-not-present-shop/c: created'],
      ['ConfigMap if-not-present-shop/c: kept'],
      ['ConfigMap if-not-present-shop/c: deleted'],
    ],
  ),
  one(
    'late-mark',
    'a mark that comes with the removal protects nothing',
    [
      { objects: [map('late-mark', 'a'), map('late-mark', 'b')] },
      { objects: [map('late-mark', 'a')], unlisted: [map('late-mark', 'b', { annotations: KEEP })] },
    ],
    [['ConfigMap late-mark-shop/b: deleted']],
  ),
  one(
    'early-mark',
    'a mark protects once it is applied, and no more when it was taken off again',
    [
      { objects: [map('early-mark', 'a'), map('early-mark', 'b')] },
      { objects: [map('early-mark', 'a', { annotations: KEEP }), map('early-mark', 'b', { annotations: KEEP })] },
      { objects: [map('early-mark', 'b')] },
      { objects: [map('early-mark', 'c')] },
    ],
    [
      ['ConfigMap early-mark-shop/a: changed', 'ConfigMap early-mark-shop/b: changed'],
      ['ConfigMap early-mark-shop/a: orphaned', 'ConfigMap early-mark-shop/b: changed'],
      ['ConfigMap early-mark-shop/b: deleted', 'ConfigMap early-mark-shop/c: created'],
    ],
  ),
  one(
    'common-mark',
    'a mark in commonMetadata keeps all that a Kustomization has',
    [
      { spec: { commonMetadata: { annotations: KEEP } }, objects: [map('common-mark', 'a'), map('common-mark', 'b')] },
      { spec: { commonMetadata: { annotations: KEEP } }, objects: [map('common-mark', 'a')] },
    ],
    [['ConfigMap common-mark-shop/b: orphaned']],
  ),
  one(
    'partial',
    'a resource that its list forgets is deleted',
    [
      { objects: [map('partial', 'a'), map('partial', 'b')] },
      { objects: [map('partial', 'a')], unlisted: [map('partial', 'b')] },
    ],
    [['ConfigMap partial-shop/b: deleted']],
  ),
  one(
    'emptied',
    'a Kustomization whose list names only a file with nothing in it deletes all that it had',
    [
      { objects: [map('emptied', 'a'), map('emptied', 'b')] },
      {
        unlisted: [map('emptied', 'a')],
        list: 'resources: [nothing.yaml]\n',
        files: { 'nothing.yaml': '# nothing\n' },
      },
    ],
    [['ConfigMap emptied-shop/a: deleted', 'ConfigMap emptied-shop/b: deleted']],
  ),
  one(
    'no-list',
    'a Kustomization whose list is empty',
    [{ objects: [map('no-list', 'a')] }, { objects: [], unlisted: [map('no-list', 'a')] }],
    [['ConfigMap no-list-shop/a: deleted']],
  ),
  one(
    'in-place',
    'fields that can be changed are, and those that cannot be are refused',
    [
      { objects: [map('in-place', 'a'), map('in-place', 'b')] },
      { objects: [map('in-place', 'a', { data: { a: '2' } }), map('in-place', 'b')] },
    ],
    [['ConfigMap in-place-shop/a: changed']],
  ),
  one(
    'frozen',
    'a field that cannot be changed stops all of its Kustomization',
    [
      { objects: [map('frozen', 'a', { immutable: true }), map('frozen', 'b'), map('frozen', 'c')] },
      {
        objects: [
          map('frozen', 'a', { immutable: true, data: { a: '2' } }),
          map('frozen', 'b', { data: { a: '2' } }),
          map('frozen', 'd', { data: { a: '4' } }),
        ],
      },
    ],
    [['ConfigMap frozen-shop/a: kept', 'ConfigMap frozen-shop/b: kept', 'ConfigMap frozen-shop/c: kept']],
  ),
  one(
    'forced',
    'a field that cannot be changed has the object made again where that is allowed',
    [
      { spec: { force: true }, objects: [map('forced', 'a', { immutable: true }), map('forced', 'b')] },
      {
        spec: { force: true },
        objects: [map('forced', 'a', { immutable: true, data: { a: '2' } }), map('forced', 'b')],
      },
    ],
    [['ConfigMap forced-shop/a: recreated']],
  ),
  one(
    'broken',
    'a list that names a missing file stops its Kustomization, and deletes nothing',
    [
      { objects: [map('broken', 'a'), map('broken', 'b')] },
      { objects: [map('broken', 'a')], list: 'resources: [configmap.broken-shop.a.yaml, gone.yaml]\n' },
    ],
    [['ConfigMap broken-shop/b: kept']],
  ),
  one(
    'renamed-object',
    'an object that gets another name is deleted and made under the new one',
    [{ objects: [map('renamed-object', 'a')] }, { objects: [map('renamed-object', 'z')] }],
    [['ConfigMap renamed-object-shop/a: deleted', 'ConfigMap renamed-object-shop/z: created']],
  ),
];
