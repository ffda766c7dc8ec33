import { spaceOf } from './objects';
import type { Scenario } from './scenario';
import { cluster, configMap, KEEP, KUSTOMIZE, type UnitProps } from './tree';

type Steps = readonly (readonly UnitProps[])[];

/** Steps of a fleet with several units, whose objects are in a namespace that belongs to nobody. */
export function fleet(id: string, title: string, steps: Steps, expected: readonly (readonly string[])[]): Scenario {
  return { id, title, trees: steps.map((units) => cluster(id, { units })), namespaces: [spaceOf(id)], expected };
}

const map = (id: string, name: string, more = {}) => configMap(spaceOf(id), name, more);
const unit = (id: string, name: string, spec: Readonly<Record<string, unknown>> = {}): UnitProps => ({
  name,
  spec,
  objects: [map(id, `${name}-a`), map(id, `${name}-b`)],
});
const flux = (id: string, name: string) => `${KUSTOMIZE}/Kustomization ${id}/${name}`;

/** A Kustomization that is removed, by what it says about that. */
function policy(id: string, spec: Readonly<Record<string, unknown>>, becomes: 'deleted' | 'orphaned'): Scenario {
  const says = Object.entries(spec).map(([key, value]) => `${key}: ${String(value)}`);
  return fleet(
    id,
    `what a removed Kustomization had is ${becomes} under ${says.join(', ') || 'its defaults'}`,
    [[unit(id, 'stays'), unit(id, 'goes', spec)], [unit(id, 'stays')]],
    [
      [
        `ConfigMap ${spaceOf(id)}/goes-a: ${becomes}`,
        `ConfigMap ${spaceOf(id)}/goes-b: ${becomes}`,
        `${flux(id, 'goes')}: deleted`,
      ],
    ],
  );
}

/** Kustomizations that go, are renamed, or turn elsewhere. */
export const UNITS: readonly Scenario[] = [
  policy('policy-default', {}, 'deleted'),
  policy('policy-no-prune', { prune: false }, 'orphaned'),
  policy('policy-mirror', { deletionPolicy: 'MirrorPrune' }, 'deleted'),
  policy('policy-orphan', { deletionPolicy: 'Orphan' }, 'orphaned'),
  policy('policy-delete', { deletionPolicy: 'Delete', prune: false }, 'deleted'),
  policy('policy-wait', { deletionPolicy: 'WaitForTermination', prune: false }, 'deleted'),
  fleet(
    'suspended',
    'a Kustomization that is removed while it is suspended orphans what it had',
    [
      [unit('suspended', 'stays'), unit('suspended', 'goes')],
      [unit('suspended', 'stays'), unit('suspended', 'goes', { suspend: true })],
      [unit('suspended', 'stays')],
    ],
    [
      [`${flux('suspended', 'goes')}: changed`],
      [
        'ConfigMap suspended-shop/goes-a: orphaned',
        'ConfigMap suspended-shop/goes-b: orphaned',
        `${flux('suspended', 'goes')}: deleted`,
      ],
    ],
  ),
  fleet(
    'kept-unit',
    'a Kustomization that is marked itself goes on when its parent forgets it',
    [[unit('kept-unit', 'stays'), { ...unit('kept-unit', 'goes'), annotations: KEEP }], [unit('kept-unit', 'stays')]],
    [[`${flux('kept-unit', 'goes')}: orphaned`]],
  ),
  fleet(
    'renamed',
    'what a renamed Kustomization had is deleted and made again, or not',
    [
      [unit('renamed', 'stays'), unit('renamed', 'first')],
      [unit('renamed', 'stays'), { ...unit('renamed', 'first'), name: 'second', folder: 'first' }],
    ],
    [[`${flux('renamed', 'first')}: deleted`, `${flux('renamed', 'second')}: created`]],
  ),
  fleet(
    'renamed-safely',
    'what a renamed Kustomization had is taken over after deletionPolicy: Orphan',
    [
      [unit('renamed-safely', 'stays'), unit('renamed-safely', 'first')],
      [unit('renamed-safely', 'stays'), unit('renamed-safely', 'first', { deletionPolicy: 'Orphan' })],
      [unit('renamed-safely', 'stays'), { ...unit('renamed-safely', 'first'), name: 'second', folder: 'first' }],
    ],
    [
      [`${flux('renamed-safely', 'first')}: changed`],
      [
        'ConfigMap renamed-safely-shop/first-a: adopted by renamed-safely/second',
        'ConfigMap renamed-safely-shop/first-b: adopted by renamed-safely/second',
        `${flux('renamed-safely', 'first')}: deleted`,
        `${flux('renamed-safely', 'second')}: created`,
      ],
    ],
  ),
  fleet(
    'new-folder',
    'a Kustomization whose folder is moved keeps what it has',
    [[unit('new-folder', 'web')], [{ ...unit('new-folder', 'web'), folder: 'apps/web' }]],
    [[`${flux('new-folder', 'web')}: changed`]],
  ),
  fleet(
    'other-folder',
    'a Kustomization that turns to another folder while the old one loses what it had',
    [
      [
        { name: 'web', folder: 'one', objects: [map('other-folder', 'x'), map('other-folder', 'y')] },
        { name: 'other', folder: 'two', objects: [map('other-folder', 'z')] },
      ],
      [
        { name: 'web', folder: 'three', objects: [map('other-folder', 'x')] },
        { name: 'other', folder: 'two', objects: [map('other-folder', 'z')] },
        { name: 'third', folder: 'one', objects: [map('other-folder', 'y')] },
      ],
    ],
    [[`${flux('other-folder', 'web')}: changed`]],
  ),
  fleet(
    'orphan-in-folder',
    'a Kustomization that is to orphan what it had may still prune what its folder loses in the same change',
    [
      [unit('orphan-in-folder', 'stays'), unit('orphan-in-folder', 'goes', { deletionPolicy: 'Orphan' })],
      [
        unit('orphan-in-folder', 'stays'),
        { name: 'next', folder: 'next', objects: [map('orphan-in-folder', 'goes-a')] },
        { name: 'heir', folder: 'goes', objects: [map('orphan-in-folder', 'goes-b')] },
      ],
    ],
    [[`${flux('orphan-in-folder', 'goes')}: deleted`]],
  ),
  fleet(
    'suspended-late',
    'suspending a Kustomization in the change that takes objects from it may come too late',
    [
      [{ name: 'web', objects: [map('suspended-late', 'a'), map('suspended-late', 'b')] }],
      [
        {
          name: 'web',
          spec: { suspend: true },
          objects: [map('suspended-late', 'a', { data: { a: '2' } }), map('suspended-late', 'c')],
        },
      ],
    ],
    [[`${flux('suspended-late', 'web')}: changed`]],
  ),
  fleet(
    'target-namespace',
    'another targetNamespace deletes everything and makes it anew',
    [
      [{ ...unit('target-namespace', 'web'), spec: { targetNamespace: 'target-namespace-shop' } }],
      [{ ...unit('target-namespace', 'web'), spec: { targetNamespace: 'target-namespace' } }],
    ],
    [
      [
        'ConfigMap target-namespace-shop/web-a: deleted',
        'ConfigMap target-namespace-shop/web-b: deleted',
        'ConfigMap target-namespace/web-a: created',
        'ConfigMap target-namespace/web-b: created',
        `${flux('target-namespace', 'web')}: changed`,
      ],
    ],
  ),
  fleet(
    'name-prefix',
    'another namePrefix deletes everything and makes it anew',
    [[unit('name-prefix', 'web', { namePrefix: 'a-' })], [unit('name-prefix', 'web', { namePrefix: 'b-' })]],
    [
      [
        'ConfigMap name-prefix-shop/a-web-a: deleted',
        'ConfigMap name-prefix-shop/a-web-b: deleted',
        'ConfigMap name-prefix-shop/b-web-a: created',
        'ConfigMap name-prefix-shop/b-web-b: created',
        `${flux('name-prefix', 'web')}: changed`,
      ],
    ],
  ),
  fleet(
    'kube-config',
    'a Kustomization that turns to another cluster forgets what it had on this one',
    [
      [unit('kube-config', 'web')],
      [unit('kube-config', 'web', { kubeConfig: { secretRef: { name: 'far-kubeconfig' } } })],
    ],
    [
      [
        'ConfigMap kube-config-shop/web-a: orphaned',
        'ConfigMap kube-config-shop/web-b: orphaned',
        `${flux('kube-config', 'web')}: changed`,
        'remote: ConfigMap kube-config-shop/web-a: created',
        'remote: ConfigMap kube-config-shop/web-b: created',
      ],
    ],
  ),
  fleet(
    'remote',
    'on a remote cluster it is as on any other',
    [
      [unit('remote', 'web', { kubeConfig: { secretRef: { name: 'far-kubeconfig' } } }), unit('remote', 'near')],
      [unit('remote', 'near')],
    ],
    [
      [
        `${flux('remote', 'web')}: deleted`,
        'remote: ConfigMap remote-shop/web-a: deleted',
        'remote: ConfigMap remote-shop/web-b: deleted',
      ],
    ],
  ),
  ...remoteAccounts(),
];

/** A Kustomization for another cluster that goes, with and without its account on the cluster of Flux. */
function remoteAccounts(): Scenario[] {
  const far = { kubeConfig: { secretRef: { name: 'far-kubeconfig' } } };
  const account = (id: string) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'runner', namespace: id, annotations: KEEP },
  });
  const rights = (id: string) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `${id}-runner` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'runner', namespace: id }],
  });
  const goes = (id: string, title: string, accounts: readonly UnitProps[], becomes: 'deleted' | 'orphaned') => {
    const stays: UnitProps[] = [{ name: 'rights', spec: far, objects: [rights(id)] }];
    const web = unit(id, 'web', { ...far, serviceAccountName: 'runner', dependsOn: [{ name: 'rights' }] });
    return fleet(
      id,
      title,
      [[...stays, ...accounts, web], stays],
      [
        [
          `${flux(id, 'web')}: deleted`,
          `remote: ConfigMap ${spaceOf(id)}/web-a: ${becomes}`,
          `remote: ConfigMap ${spaceOf(id)}/web-b: ${becomes}`,
        ],
      ],
    );
  };
  return [
    goes('far-account', 'on another cluster nothing is pruned without an account here', [], 'orphaned'),
    goes(
      'near-account',
      'on another cluster all is pruned with an account here that nobody prunes',
      [{ name: 'accounts', objects: [account('near-account')] }],
      'deleted',
    ),
  ];
}
