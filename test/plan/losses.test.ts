import { DATA_HOLDERS } from '../../src/plan/risk/data-holders';
import { releaseIdentity } from '../../src/plan/risk/risk-helm';
import { compare, Removal } from '../../src/plan-entry';
import { claim, guarded, kustomization, manifest, Manifest, refusals, risks, tree, treeOf, unitOf } from './fixture';

const reason = 'test';

describe('objects that hold data or machines', () => {
  const EXCEPTIONS: Readonly<Record<string, object>> = {
    'postgresql.cnpg.io/Database': { spec: { databaseReclaimPolicy: 'delete' } },
    'db.movetokube.com/Postgres': { spec: { dropOnDelete: true } },
    'postgresql.easymile.com/PostgresqlDatabase': { spec: { dropOnDelete: true } },
    'solr.apache.org/SolrCloud': { spec: { dataStorage: { persistent: { reclaimPolicy: 'Delete' } } } },
    'volsync.backube/ReplicationDestination': { spec: { rsyncTLS: {} } },
    'velero.io/Schedule': { spec: { useOwnerReferencesInBackup: true } },
    '*.crossplane.io/*': { spec: { forProvider: {} } },
    '*.upbound.io/*': { spec: { forProvider: {}, managementPolicies: ['*'] } },
    'database.oracle.com/AutonomousDatabase': { spec: { hardLink: true } },
    'infra.contrib.fluxcd.io/Terraform': { spec: { destroyResourcesOnDeletion: true } },
    'app.terraform.io/Workspace': { spec: { deletionPolicy: 'destroy' } },
    'pulumi.com/Stack': { spec: { destroyOnFinalize: true } },
    'external-secrets.io/ExternalSecret': {
      spec: { dataFrom: [{ sourceRef: { generatorRef: { kind: 'Password', name: 'p' } } }] },
    },
    'external-secrets.io/PushSecret': { spec: { deletionPolicy: 'Delete' } },
    'cert-manager.io/Certificate': { spec: { isCA: true } },
    'stash.appscode.com/Repository': { spec: { wipeOut: true } },
    'storage.kubestash.com/*': { spec: { deletionPolicy: 'WipeOut' } },
  };
  const MARKS: Readonly<Record<string, object>> = {
    'pxc.percona.com/PerconaXtraDBClusterBackup': { finalizers: ['percona.com/delete-backup'] },
    'ps.percona.com/PerconaServerMySQLBackup': { finalizers: ['percona.com/delete-backup'] },
    'psmdb.percona.com/PerconaServerMongoDBBackup': { finalizers: ['delete-backup'] },
    'pgv2.percona.com/PerconaPGBackup': { finalizers: ['internal.percona.com/delete-backup'] },
    'argoproj.io/Application': { finalizers: ['resources-finalizer.argocd.argoproj.io'] },
    'atlas.mongodb.com/*': { annotations: { 'mongodb.com/atlas-resource-policy': 'delete' } },
  };

  test.each(DATA_HOLDERS.map(({ kind, holds }) => [kind, holds]))(
    '%s goes only with a declaration',
    (pattern, holds) => {
      const [group, kind] = pattern.replace('*.', 'rds.').replace('/*', '/Instance').split('/') as [string, string];
      const object = manifest(`${group}/v1`, kind, EXCEPTIONS[pattern] ?? { spec: {} }, MARKS[pattern]);
      const { findings } = guarded(treeOf(object), treeOf());
      expect(findings.map(({ id, message }) => [id, message])).toEqual([
        [
          'protected-removed',
          `${kind} x/it goes out of a/objects.yaml and Flux deletes it and with it ${holds}: declare it with Removal.object({ kind: '${kind}', namespace: 'x', name: 'it' }, { reason: '…' }), or keep it`,
        ],
      ]);
      const declarations = [Removal.object({ kind, namespace: 'x', name: 'it' }, { reason })];
      expect(guarded(treeOf(object), treeOf(), { declarations })).toMatchObject({ passed: true, findings: [] });
    },
  );

  test.each<[string, Manifest]>([
    [
      'a resource that stays in the cloud',
      manifest('rds.aws.upbound.io/v1', 'Instance', { spec: { forProvider: {}, deletionPolicy: 'Orphan' } }),
    ],
    ['a tenant that is kept', manifest('capsule.clastix.io/v1beta2', 'Tenant', { spec: { preventDeletion: true } })],
    ['a repository of backups', manifest('stash.appscode.com/v1', 'Repository', { spec: {} })],
    ['a provider', manifest('pkg.crossplane.io/v1', 'Provider', { spec: { package: 'x' } })],
    ['a template of machines', manifest('infrastructure.cluster.x-k8s.io/v1', 'AWSMachineTemplate', { spec: {} })],
    ['a certificate that signs nothing', manifest('cert-manager.io/v1', 'Certificate', { spec: {} })],
    ['a schedule that owns no backup', manifest('velero.io/v1', 'Schedule', { spec: {} })],
    ['a secret that stays where it was pushed', manifest('external-secrets.io/v1', 'PushSecret', { spec: {} })],
    [
      'a database that its operator leaves',
      manifest(
        'sql.cnrm.cloud.google.com/v1',
        'SQLInstance',
        {},
        { annotations: { 'cnrm.cloud.google.com/deletion-policy': 'abandon' } },
      ),
    ],
    [
      'a resource that its provider never deletes',
      manifest('rds.aws.m.upbound.io/v1', 'Instance', {
        spec: { forProvider: {}, managementPolicies: ['Observe', 'Create', 'Update'] },
      }),
    ],
    [
      'a topic that its operator leaves alone',
      manifest('kafka.strimzi.io/v1', 'KafkaTopic', {}, { annotations: { 'strimzi.io/managed': 'false' } }),
    ],
    ['a stream that is kept', manifest('jetstream.nats.io/v1', 'Stream', { spec: { preventDelete: true } })],
    ['a database that is kept', manifest('postgresql.cnpg.io/v1', 'Database', { spec: {} })],
    ['a database that is halted', manifest('kubedb.com/v1', 'Postgres', { spec: { deletionPolicy: 'Halt' } })],
    ['an application that Argo CD leaves', manifest('argoproj.io/v1alpha1', 'Application', { spec: {} })],
    [
      'a secret from a store',
      manifest('external-secrets.io/v1', 'ExternalSecret', { spec: { dataFrom: [{ extract: { key: 'a' } }] } }),
    ],
    ['an unknown kind', manifest('example.com/v1', 'Shop', { spec: { replicas: 1 } })],
    [
      'one with a claim of somebody else',
      manifest('example.com/v1', 'Shop', {
        spec: { volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'a' } }] },
      }),
    ],
    [
      'one with volumes that live as long as a pod',
      manifest('example.com/v1', 'Shop', {
        spec: { volumes: [{ name: 'a', ephemeral: { volumeClaimTemplate: { spec: {} } } }] },
      }),
    ],
    [
      'one with volumes that stay',
      manifest('example.com/v1', 'Shop', {
        spec: { storage: { size: '1Gi', storageClass: 'fast', reclaimPolicy: 'Retain' } },
      }),
    ],
    [
      'one with volumes that its sets leave',
      manifest('example.com/v1', 'Shop', {
        spec: { volumeClaimTemplates: [{}], persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain' } },
      }),
    ],
    [
      'one with volumes that are abandoned',
      manifest('example.com/v1', 'Shop', { spec: { volumeClaimTemplates: [{}], deletionPolicy: 'Abandon' } }),
    ],
    [
      'one that is given a claim',
      manifest('example.com/v1', 'Shop', {
        spec: {
          persistentVolumeClaim: { name: 'data', readOnly: true },
          storage: { existingClaim: 'data', size: '1Gi', storageClass: 'fast' },
        },
      }),
    ],
    [
      'one with volumes of runs',
      manifest('actions.summerwind.dev/v1alpha1', 'RunnerDeployment', {
        spec: { template: { spec: { workVolumeClaimTemplate: { storageClassName: 'fast', resources: {} } } } },
      }),
    ],
    ['a class of nodes', manifest('karpenter.azure.com/v1beta1', 'AKSNodeClass', { spec: {} })],
    ['an account of a provider', manifest('infrastructure.cluster.x-k8s.io/v1', 'AWSClusterStaticIdentity')],
    ['a configuration of Crossplane', manifest('aws.platform.upbound.io/v1', 'Settings', { spec: {} })],
    ['a template of one', manifest('example.com/v1', 'ShopTemplate', { spec: { volumeClaimTemplate: { spec: {} } } })],
  ])('%s may go', (_, object) => {
    expect(guarded(treeOf(object), treeOf()).findings).toEqual([]);
  });

  test.each<[string, object, string]>([
    [
      'a template of claims',
      { persistence: { volumeClaimTemplate: { spec: {} } } },
      'the volumes that were made for it',
    ],
    ['sets with claims', { nodeSets: [{ dataVolumeClaimSpec: {} }] }, 'the volumes that were made for it'],
    ['a size and a class', { storage: { size: '1Gi', storageClass: 'fast' } }, 'the volumes that were made for it'],
    ['what a provider makes', { forProvider: { region: 'a' } }, 'the resource in the cloud that it manages'],
    ['a composition', { crossplane: { compositionRef: { name: 'a' } } }, 'the resources that its composition made'],
    [
      'volumes whose copies stay',
      { volumeClaimTemplates: [{}], backup: { deletionPolicy: 'Retain' }, snapshotDeletionPolicy: 'Retain' },
      'the volumes that were made for it',
    ],
    [
      'claims that go with its sets',
      {
        volumeClaimTemplates: [{}],
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
      },
      'the volumes that were made for it',
    ],
    [
      'a named claim that it makes',
      { persistentVolumeClaim: { name: 'data', resources: {} } },
      'the volumes that were made for it',
    ],
    [
      'no claim of somebody else',
      { storage: { existingClaim: '', size: '1Gi', storageClass: 'fast' } },
      'the volumes that were made for it',
    ],
    ['an older composition', { compositionSelector: { matchLabels: {} } }, 'the resources that its composition made'],
  ])('an unknown kind with %s goes only with a declaration', (_, spec, holds) => {
    const object = manifest('shop.example.com/v1', 'Store', { spec });
    const { findings } = guarded(treeOf(object), treeOf());
    expect(findings.map(({ id }) => id)).toEqual(['protected-removed']);
    expect(findings[0]!.message).toContain(`Flux deletes it and with it ${holds}: declare it`);
  });

  test('a composite resource in a group of a provider goes only with a declaration', () => {
    const network = manifest('aws.platform.upbound.io/v1', 'XNetwork', {
      spec: { compositionSelector: { matchLabels: {} } },
    });
    const [finding] = guarded(treeOf(network), treeOf()).findings;
    expect(finding!.message).toContain('and with it the resources that its composition made: declare it');
  });

  test.each(['example.com/Thing', 'things.example.com', 'thing.example.com'])('%s is protected by a limit', (kind) => {
    const thing = manifest('example.com/v1', 'Thing');
    expect(guarded(treeOf(thing), treeOf()).findings).toEqual([]);
    expect(refusals(guarded(treeOf(thing), treeOf(), { limits: { protected: [kind] } }))).toEqual([
      'protected-removed',
    ]);
  });
});

describe('services that stop without a deletion', () => {
  const scaled = (replicas?: number) =>
    manifest('apps/v1', 'Deployment', { spec: { ...(replicas === undefined ? {} : { replicas }) } });
  const budget = (spec: object) => manifest('policy/v1', 'PodDisruptionBudget', { spec });
  const service = (spec: object) => manifest('v1', 'Service', { spec });

  test.each<[string, Manifest | undefined, Manifest, readonly string[]]>([
    ['no replica', scaled(3), scaled(0), ['high availability: Deployment it goes to 0 replicas: all its pods stop']],
    ['fewer replicas', scaled(3), scaled(2), ['low availability: Deployment it goes from 3 to 2 replicas']],
    ['more replicas', scaled(2), scaled(3), []],
    [
      'a number left out',
      scaled(6),
      scaled(),
      [
        'medium availability: Deployment it no longer sets its 6 replicas: the API server falls back to 1, until an autoscaler sets another number',
      ],
    ],
    ['one replica left out', scaled(1), scaled(), []],
    [
      'no eviction',
      budget({ maxUnavailable: 1 }),
      budget({ maxUnavailable: 0 }),
      ['medium availability: PodDisruptionBudget it allows no eviction: nodes with its pods cannot be drained'],
    ],
    [
      'a new budget without eviction',
      undefined,
      budget({ minAvailable: '100%' }),
      ['medium availability: PodDisruptionBudget it allows no eviction: nodes with its pods cannot be drained'],
    ],
    ['some eviction', budget({ maxUnavailable: 0 }), budget({ maxUnavailable: 1 }), []],
    [
      'other pods',
      service({ selector: { app: 'a' } }),
      service({ selector: { app: 'b' } }),
      ['medium availability: Service it selects other pods'],
    ],
    [
      'a suspended job',
      manifest('batch/v1', 'CronJob', { spec: {} }),
      manifest('batch/v1', 'CronJob', { spec: { suspend: true } }),
      ['low availability: CronJob it is suspended: no further run starts'],
    ],
    [
      'a lower bound',
      manifest('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { minReplicas: 3, maxReplicas: 9 } }),
      manifest('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { maxReplicas: 9 } }),
      ['low availability: HorizontalPodAutoscaler it: minReplicas goes from 3 to 1'],
    ],
  ])('%s', (_, old, next, expected) => {
    expect(risks(old, next)).toEqual(expected);
  });
});

describe('fields that decide what a later deletion takes along', () => {
  const set = (spec: object) => manifest('apps/v1', 'StatefulSet', { spec });
  const release = (spec: object) => manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec });

  test.each<[string, Manifest, Manifest, readonly string[]]>([
    [
      'a volume',
      manifest('v1', 'PersistentVolume', { spec: { persistentVolumeReclaimPolicy: 'Retain' } }),
      manifest('v1', 'PersistentVolume', { spec: { persistentVolumeReclaimPolicy: 'Delete' } }),
      ['medium deletion: PersistentVolume it is deleted with its data when its claim goes'],
    ],
    [
      'claims of a StatefulSet',
      set({}),
      set({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } }),
      ['medium deletion: StatefulSet it takes its claims along when it is deleted'],
    ],
    ['the same, the other way', set({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } }), set({}), []],
    [
      'other ordinals',
      set({}),
      set({ ordinals: { start: 5 } }),
      [
        'medium availability: StatefulSet it numbers its pods from 5 instead of 0: pods go, and new ones start with empty claims',
      ],
    ],
    [
      'a history that is kept',
      release({}),
      release({ uninstall: { keepHistory: true } }),
      [
        'medium deletion: HelmRelease it keeps its history at an uninstall, and cannot be installed under the same name again without install.replace',
      ],
    ],
    [
      'values',
      release({ values: { a: 1 } }),
      release({ values: { a: 2 } }),
      ['medium version: HelmRelease it has other values: the chart decides what restarts or goes'],
    ],
    [
      'a part of a chart',
      release({ values: { persistence: { enabled: true } } }),
      release({ values: { persistence: { enabled: false } } }),
      ['medium deletion: HelmRelease it switches persistence off: Helm uninstalls what the chart made of it'],
    ],
    [
      'all parts of a chart',
      release({ values: { apps: { web: { enabled: true }, db: { enabled: true } } } }),
      release({}),
      ['medium deletion: HelmRelease it switches apps.db and apps.web off: Helm uninstalls what the chart made of it'],
    ],
    [
      'a deleting patch',
      release({}),
      release({ postRenderers: [{ kustomize: { patches: [{ patch: '$patch: delete' }] } }] }),
      ['medium deletion: HelmRelease it has a patch that deletes what the chart installed'],
    ],
    [
      'a suspended change',
      release({ values: { a: 1 } }),
      release({ values: { a: 2 }, suspend: true }),
      [
        'medium version: HelmRelease it has other values: the chart decides what restarts or goes',
        'medium held: HelmRelease it is suspended and changed at once: it stays Ready, and the change is not applied',
      ],
    ],
    [
      'a release that is only suspended',
      release({}),
      release({ suspend: true }),
      [
        'medium held: HelmRelease it is suspended: no upgrade and no correction happens, and its removal uninstalls nothing until it is not',
      ],
    ],
  ])('%s', (_, old, next, expected) => {
    expect(risks(old, next)).toEqual(expected);
  });
});

describe('routes that open', () => {
  const ingress = (...hosts: string[]) =>
    manifest('networking.k8s.io/v1', 'Ingress', {
      spec: {
        rules: hosts.map((host) => ({ host, http: { paths: [{ path: '/', backend: { service: { name: 'web' } } }] } })),
      },
    });
  const route = (name: string) =>
    manifest('gateway.networking.k8s.io/v1', 'HTTPRoute', {
      spec: { hostnames: ['a.b'], rules: [{ backendRefs: [{ name }] }] },
    });

  test('of an Ingress', () => {
    expect(risks(undefined, ingress('a.b'))).toEqual(['medium network-opened: Ingress x/it opens a.b/ to web']);
    expect(risks(ingress('a.b'), ingress('a.b', 'c.d'))).toEqual([
      'high network-opened: Ingress x/it opens c.d/ to web',
    ]);
    expect(risks(ingress('a.b', 'c.d'), ingress('a.b'))).toEqual([
      'medium availability: Ingress x/it no longer serves c.d',
    ]);
  });

  test('of the Gateway API', () => {
    expect(risks(route('web'), route('db'))).toEqual([
      'high network-opened: HTTPRoute x/it opens a.b to db',
      'low availability: HTTPRoute x/it no longer sends requests to web',
    ]);
    const gateway = (port: number) =>
      manifest('gateway.networking.k8s.io/v1', 'Gateway', { spec: { listeners: [{ port }] } });
    expect(risks(gateway(80), gateway(5432))).toEqual([
      'high network-opened: Gateway x/it opens every host on port 5432 to routes from namespaces "Same"',
    ]);
  });

  test('of a load balancer that takes in another port', () => {
    const service = (...ports: number[]) =>
      manifest('v1', 'Service', { spec: { type: 'LoadBalancer', ports: ports.map((port) => ({ port })) } });
    expect(risks(service(80), service(80, 5432))).toEqual([
      'high network-opened: Service it gives the outside port 5432 as LoadBalancer',
    ]);
  });
});

describe('definitions and charts', () => {
  const crd = (...versions: Array<[name: string, storage: boolean]>) =>
    manifest(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      {
        spec: {
          group: 'example.com',
          names: { kind: 'Thing' },
          versions: versions.map(([name, storage]) => ({ name, storage })),
        },
      },
      { namespace: undefined },
    );

  test('a version in which objects are stored cannot go', () => {
    const [change] = compare(treeOf(crd(['v1', true], ['v2', false])), treeOf(crd(['v2', true]))).changes;
    expect(change).toMatchObject({ effect: 'refused' });
    expect(change!.risks.map(({ message }) => message)).toContain(
      'spec.versions[v1] cannot be changed: the API server refuses it, and its Kustomization fails until the object is replaced',
    );
    expect(compare(treeOf(crd(['v1', false], ['v2', true])), treeOf(crd(['v2', true]))).changes).toMatchObject([
      { effect: 'patched' },
    ]);
  });

  test('a source that gives another chart uninstalls the releases', () => {
    const source = (url: string, layer = true) =>
      manifest('source.toolkit.fluxcd.io/v1', 'OCIRepository', {
        spec: {
          url,
          ...(layer ? { layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip' } } : {}),
        },
      });
    expect(refusals(guarded(treeOf(source('oci://a/charts/pg')), treeOf(source('oci://a/charts/maria'))))).toEqual([
      'replaced',
    ]);
    expect(refusals(guarded(treeOf(source('oci://a/charts/pg')), treeOf(source('oci://b/mirror/pg'))))).toEqual([]);
    expect(refusals(guarded(treeOf(source('oci://a/x', false)), treeOf(source('oci://a/y', false))))).toEqual([]);
  });

  test('a release has the defaults of helm-controller', () => {
    const release = (name: string, spec: object) =>
      releaseIdentity({
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { name, namespace: 'n' },
        spec,
      });
    expect(release('web', {})).toEqual({ name: 'web', namespace: 'n', storage: 'n' });
    expect(release('web', { targetNamespace: 't' })).toEqual({ name: 't-web', namespace: 't', storage: 'n' });
    expect(release('a'.repeat(60), {}).name).toBe(`${'a'.repeat(40)}-11ee391211c6`);
  });

  test('a suspended release that goes leaves what its chart installed', () => {
    const release = (suspend: boolean) => manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec: { suspend } });
    const messages = (suspend: boolean) =>
      guarded(treeOf(release(suspend)), treeOf()).findings.map(({ message }) => message);
    expect(messages(true)[0]).toMatch(
      /^HelmRelease x\/it goes .* and Flux deletes it, and what its chart installed is left without an owner: /,
    );
    expect(messages(false)[0]).not.toContain('stays');
  });
});

describe('a Kustomization that reads from elsewhere', () => {
  const other = (spec: object) => ({
    ...kustomization('far', './far'),
    spec: {
      ...(kustomization('far', './far') as unknown as { spec: object }).spec,
      sourceRef: { kind: 'GitRepository', name: 'other' },
      ...spec,
    },
  });

  test.each([
    ['targetNamespace', { targetNamespace: 'a' }, { targetNamespace: 'b' }, ['replaced']],
    ['namePrefix', {}, { namePrefix: 'b-' }, ['replaced']],
    ['path', { path: './a' }, { path: './b' }, ['replaced']],
    [
      'targetNamespace without prune',
      { targetNamespace: 'a', prune: false },
      { targetNamespace: 'b', prune: false },
      [],
    ],
    ['interval', {}, { interval: '5m' }, []],
  ])('%s', (_, from, to, expected) => {
    expect(refusals(guarded(treeOf(other(from)), treeOf(other(to))))).toEqual(expected);
  });

  test('patches and substitutions are named, because what they do is not known', () => {
    expect(risks(other({}), other({ postBuild: { substitute: { A: 'b' } } }))).toEqual([
      'medium version: Kustomization flux-system/far changes spec.postBuild, and what that does to the objects of its source is not evaluated',
    ]);
    expect(risks(other({}), other({ patches: [{ patch: '$patch: delete' }] }))).toEqual([
      'medium deletion: Kustomization flux-system/far has a patch that deletes what it applied',
    ]);
  });
});

describe('declarations cover no more than they name', () => {
  const withClaim = treeOf(claim('data', 'x'));

  test.each([
    ['a Namespace that stays', Removal.object({ kind: 'Namespace', name: 'x' }, { reason })],
    ['a Kustomization that stays', Removal.object({ kind: 'Kustomization', name: 'a' }, { reason })],
    ['a component that stays', Removal.component('a', { reason })],
    ['a cluster that stays', Removal.cluster('eu', { reason })],
  ])('%s', (_, declaration) => {
    expect(refusals(guarded(withClaim, treeOf(), { declarations: [declaration] }))).toEqual(['protected-removed']);
  });

  test('the contents of a Namespace that stays are covered when the declaration says so', () => {
    const declarations = [Removal.object({ kind: 'Namespace', name: 'x', contents: true }, { reason })];
    expect(refusals(guarded(withClaim, treeOf(), { declarations }))).toEqual([]);
  });

  test('a proposed declaration names the clusters where others keep the object', () => {
    const on = (eu: Manifest[], us: Manifest[]) => tree({ eu: [unitOf(...eu)], us: [unitOf(...us)] });
    const [finding] = guarded(on([claim('data', 'x')], [claim('data', 'x')]), on([], [claim('data', 'x')])).findings;
    expect(finding!.message).toContain(
      "Removal.object({ kind: 'PersistentVolumeClaim', namespace: 'x', name: 'data' }, { reason: '…', on: { clusters: ['eu'] } })",
    );
  });
});
