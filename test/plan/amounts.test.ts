import { configMap, guarded, manifest, Manifest, risks, treeOf, tree, deployment } from './fixture';

const release = (values: object, more: object = {}) =>
  manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec: { values, ...more } });
const custom = (spec: object) => manifest('postgresql.cnpg.io/v1', 'Cluster', { spec });

/** The risks of a change without what every change of values says. */
const said = (old: Manifest, next: Manifest) => risks(old, next).filter((one) => !one.includes('has other values'));

test.each<[string, Manifest, Manifest, readonly string[]]>([
  [
    'a volume of a custom resource',
    custom({ storage: { size: '10Gi' } }),
    custom({ storage: { size: '5Gi' } }),
    [
      'medium held: Cluster it asks for 5Gi instead of 10Gi in storage.size: no volume becomes smaller, and the change fails or is ignored',
    ],
  ],
  ['a volume that grows', custom({ storage: { size: '5Gi' } }), custom({ storage: { size: '10Gi' } }), []],
  ['a volume of the same size', custom({ storage: { size: '1Gi' } }), custom({ storage: { size: '1024Mi' } }), []],
  ['a size of something else', custom({ pool: { size: 10 } }), custom({ pool: { size: 5 } }), []],
  [
    'a volume in the values of a chart',
    release({ persistence: { size: '8Gi' } }),
    release({ persistence: { size: '4Gi' } }),
    [
      'medium held: HelmRelease it asks for 4Gi instead of 8Gi in persistence.size: no volume becomes smaller, and the change fails or is ignored',
    ],
  ],
  [
    'no instance',
    custom({ instances: 3 }),
    custom({ instances: 0 }),
    ['high availability: Cluster it goes to 0 in instances: all these pods stop'],
  ],
  ['an instance less', custom({ instances: 3 }), custom({ instances: 2 }), []],
  ['no number of instances', custom({ instances: 3 }), custom({ instances: false }), []],
  ['no instance, as a text', custom({ instances: '0' }), custom({ instances: 0 }), []],
  ['a heap', custom({ heap: { size: '4G' } }), custom({ heap: { size: '2G' } }), []],
  [
    'segments of logs',
    release({ log: { segment: { size: '1Gi' } } }),
    release({ log: { segment: { size: '1Mi' } } }),
    [],
  ],
  [
    'a volume for a cache',
    release({ cache: { persistence: { size: '8Gi' } } }),
    release({ cache: { persistence: { size: '4Gi' } } }),
    [expect.stringContaining('in cache.persistence.size: no volume becomes smaller') as never],
  ],
  [
    'a volume of a catalog',
    release({ catalog: { size: '8Gi' } }),
    release({ catalog: { size: '4Gi' } }),
    [expect.stringContaining('in catalog.size: no volume becomes smaller') as never],
  ],
  [
    'no machine',
    manifest('cluster.x-k8s.io/v1beta1', 'MachineDeployment', { spec: { replicas: 3 } }),
    manifest('cluster.x-k8s.io/v1beta1', 'MachineDeployment', { spec: { replicas: 0 } }),
    ['high availability: MachineDeployment it goes to 0 in replicas: all these machines go'],
  ],
  [
    'no replica in values',
    release({ worker: { replicaCount: 2 } }),
    release({ worker: { replicaCount: 0 } }),
    ['high availability: HelmRelease it goes to 0 in worker.replicaCount: all these pods stop'],
  ],
])('%s', (_, old, next, expected) => {
  expect(said(old, next)).toEqual(expected);
});

describe('values', () => {
  test.each<[string, object, object, readonly string[]]>([
    [
      'that rename the objects of a chart',
      {},
      { fullnameOverride: 'web' },
      [
        "medium deletion: HelmRelease it changes fullnameOverride: Helm makes the chart's objects under other names, and deletes the old ones with their claims",
      ],
    ],
    [
      'that name another claim',
      { persistence: { existingClaim: 'old' } },
      { persistence: {} },
      [
        'medium availability: HelmRelease it changes persistence.existingClaim: its pods start with another volume, or an empty one',
      ],
    ],
    [
      'that write down an empty default',
      { persistence: { a: 1 }, b: { fullnameOverride: '' } },
      { persistence: { a: 1, existingClaim: '' }, fullnameOverride: '', b: {} },
      [],
    ],
    [
      'with a volume less',
      { persistence: { data: { type: 'emptyDir' }, old: { type: 'persistentVolumeClaim' } } },
      { persistence: { data: { type: 'emptyDir' } } },
      ['medium deletion: HelmRelease it switches persistence.old off: Helm uninstalls what the chart made of it'],
    ],
    [
      'with a volume less that was off',
      { persistence: { data: {}, old: { enabled: false } } },
      { persistence: { data: {} } },
      [],
    ],
  ])('%s', (_, old, next, expected) => {
    expect(said(release(old), release(next))).toEqual(expected);
  });

  test('of an upgrade that uninstalls', () => {
    const remediation = (strategy: string, more: object = {}, upgrade: object = {}) =>
      release({}, { upgrade: { remediation: { strategy, ...more }, ...upgrade } });
    const [once, uninstalls] = [{ retries: 1 }, remediation('uninstall', { retries: 1 })];
    const expected = [
      'medium deletion: HelmRelease it uninstalls its release, with all that the chart made, when an upgrade fails',
    ];
    expect(said(remediation('rollback', once), uninstalls)).toEqual(expected);
    expect(said(remediation('uninstall'), uninstalls)).toEqual(expected);
    const last = { remediateLastFailure: true };
    expect(said(remediation('rollback', last), remediation('uninstall', last))).toEqual(expected);
    // Without retries helm-controller leaves a failed upgrade as it is.
    expect(said(remediation('rollback'), remediation('uninstall'))).toEqual([]);
    const retries = { strategy: { name: 'RetryOnFailure' } };
    expect(said(remediation('rollback', once, retries), remediation('uninstall', once, retries))).toEqual([]);
    expect(said(release({}), remediation('rollback', once))).toEqual([]);
  });
});

test('pods that mount another claim', () => {
  const web = (claimName?: string) => {
    const volumes = claimName === undefined ? [] : [{ name: 'data', persistentVolumeClaim: { claimName } }];
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'a', image: 'a' }], volumes },
    };
    return deployment('web', 'x', {}, { template });
  };
  const lost =
    'medium availability: pods of Deployment web no longer mount claim data: they start with another volume, or an empty one';
  expect(risks(web('data'), web('other'))).toContain(lost);
  expect(risks(web('data'), web())).toContain(lost);
  expect(risks(web(), web('data')).filter((one) => one.includes('claim'))).toEqual([]);
});

describe('what a later deletion takes along', () => {
  const marked = (key?: string, value = 'disabled') =>
    manifest('example.com/v1', 'Thing', {}, key === undefined ? {} : { annotations: { [key]: value } });
  test.each<[string, string | undefined, readonly string[]]>([
    [
      'kustomize.toolkit.fluxcd.io/prune',
      'Disabled',
      ['medium deletion: Thing it is no longer marked with kustomize.toolkit.fluxcd.io/prune, which keeps it'],
    ],
    ['helm.sh/resource-policy', 'keep', [expect.stringContaining('helm.sh/resource-policy') as never]],
    ['kustomize.toolkit.fluxcd.io/prune', 'enabled', []],
    ['example.com/other', 'disabled', []],
  ])('without mark %s: %s', (key, value, expected) => {
    expect(risks(marked(key, value), marked())).toEqual(expected);
    expect(risks(marked(), marked(key, value))).toEqual([]);
  });

  const thing = (spec: object) => manifest('example.com/v1', 'Thing', { spec });
  test.each<[string, object, object, readonly string[]]>([
    [
      'a policy that deletes',
      {},
      { databaseReclaimPolicy: 'delete' },
      ['medium deletion: Thing it has spec.databaseReclaimPolicy delete: its deletion takes more along from now on'],
    ],
    [
      'a switch in a list',
      { volumes: [{ id: 0, deleteClaim: false }] },
      { volumes: [{ id: 0, deleteClaim: true }] },
      [expect.stringContaining('deleteClaim true: its deletion takes more along') as never],
    ],
    [
      'a policy that no longer keeps',
      { deletionPolicy: 'Orphan' },
      {},
      ['medium deletion: Thing it no longer has spec.deletionPolicy: its deletion takes more along from now on'],
    ],
    [
      'a policy that no longer abandons, detaches or skips',
      { deletionPolicy: 'Skip', a: { reclaimPolicy: 'retainAll' } },
      { a: {} },
      [
        'medium deletion: Thing it no longer has spec.a.reclaimPolicy: its deletion takes more along from now on',
        'medium deletion: Thing it no longer has spec.deletionPolicy: its deletion takes more along from now on',
      ],
    ],
    [
      'a retention that ends with the object',
      {},
      { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' } },
      [
        'medium deletion: Thing it has spec.persistentVolumeClaimRetentionPolicy.whenDeleted Delete: its deletion takes more along from now on',
      ],
    ],
    [
      'a retention that ends with a replica',
      { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Retain' } },
      { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } },
      [
        'medium deletion: Thing it has spec.persistentVolumeClaimRetentionPolicy.whenScaled Delete: the end of a replica takes more along from now on',
      ],
    ],
    ['a retention that is the default', { pvcRetentionPolicy: { whenDeleted: 'Retain' } }, {}, []],
    ['a policy that keeps', { deletionPolicy: 'Delete' }, { deletionPolicy: 'Retain' }, []],
    ['the default written down', { deletionPolicy: 'Delete' }, {}, []],
  ])('%s', (_, old, next, expected) => {
    expect(risks(thing(old), thing(next))).toEqual(expected);
  });
});

describe('the name of what goes', () => {
  const at = (name: string, namespace: string) =>
    guarded(
      treeOf(manifest('postgresql.cnpg.io/v1', 'Cluster', { spec: {} })),
      treeOf(manifest('postgresql.cnpg.io/v1', 'Cluster', { spec: {} }, { name, namespace })),
    ).findings.map(({ message }) => /gets the (.*), and so/.exec(message)?.[1]);
  test.each([
    ['other', 'x', 'name "other"'],
    ['it', 'y', 'namespace "y"'],
    ['other', 'y', 'name "other" and the namespace "y"'],
  ])('becomes %s in %s', (name, namespace, expected) => {
    expect(at(name, namespace)).toEqual([expected]);
  });
});

describe('Secrets that nothing decrypts', () => {
  const secret = manifest('v1', 'Secret', {
    stringData: { a: 'ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]' },
    sops: { age: [{ recipient: 'age1a', enc: 'x' }], mac: 'ENC[AES256_GCM,data:m]', version: '3.13.0' },
  });
  const at = (decrypts: boolean, object: Manifest) =>
    tree({
      eu: [
        {
          name: 'a',
          objects: [configMap('other', 'x'), object],
          spec: decrypts ? { decryption: { provider: 'sops', secretRef: { name: 'key' } } } : {},
        },
      ],
    });
  const held = (before: boolean, after: boolean, object = secret) =>
    guarded(at(before, object), at(after, object)).comparison.changes.flatMap((change) =>
      change.risks.filter((one) => one.class === 'held').map(({ severity, message }) => `${severity} ${message}`),
    );
  test('stop their Kustomization', () => {
    expect(held(true, false)).toEqual([
      'high Secret it is encrypted by SOPS, and its Kustomization has no spec.decryption: it fails, and applies nothing',
    ]);
    const fresh = guarded(at(false, deployment('web', 'x')), at(false, secret)).comparison.changes;
    expect(fresh.flatMap((change) => change.risks.filter((one) => one.class === 'held'))).toHaveLength(1);
  });
  test('are none where they are meant to stay encrypted', () => {
    expect(held(true, true)).toEqual([]);
    expect(held(false, true)).toEqual([]);
    const annotations = { 'kustomize.toolkit.fluxcd.io/decrypt': 'disabled' };
    expect(held(true, false, { ...secret, metadata: { name: 'it', namespace: 'x', annotations } })).toEqual([]);
  });
});
