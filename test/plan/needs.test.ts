import { compare, ManifestTree, ObjectChange, Risk } from '../../src/plan-entry';
import { configMap, deployment, guarded, Manifest, tree, UnitFixture } from './fixture';

/* What needs what goes, what is one for Helm, and what controllers do in silence or later. Each has a near miss. */

const any = (apiVersion: string, kind: string, name: string, spec?: object, more: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'x' },
  ...(spec ? { spec } : {}),
  ...more,
});
const release = (name: string, spec: object = {}): Manifest =>
  any('helm.toolkit.fluxcd.io/v2', 'HelmRelease', name, {
    chart: { spec: { chart: 'web', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'charts' } } },
    ...spec,
  });
const secret = (name: string): Manifest =>
  any('v1', 'Secret', name, undefined, { stringData: { a: 'ENC[AES256_GCM]' } });
const account = (name: string): Manifest => any('v1', 'ServiceAccount', name);
const binding = (name: string, subject: string): Manifest =>
  any('rbac.authorization.k8s.io/v1', 'RoleBinding', name, undefined, {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
    subjects: [{ kind: 'ServiceAccount', name: subject, namespace: 'x' }],
  });
const KEEP = configMap('keep', 'x');
const unit = (spec: Record<string, unknown>, ...objects: readonly Manifest[]): UnitFixture => ({
  name: 'unit',
  spec,
  objects: [KEEP, ...objects],
});
const trees = (
  old: readonly Manifest[],
  next: readonly Manifest[],
  before: Record<string, unknown> = {},
  after = before,
) => [tree({ eu: [unit(before, ...old)] }), tree({ eu: [unit(after, ...next)] })] as const;
const errors = (...args: Parameters<typeof trees>) =>
  guarded(...trees(...args))
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ id, message }) => `${id} ${message}`);
const changed = (...args: Parameters<typeof trees>): readonly ObjectChange[] => compare(...trees(...args)).changes;
const risksOf = (...args: Parameters<typeof trees>): string[] =>
  changed(...args).flatMap(({ risks }) => risks.map((one: Risk) => `${one.severity} ${one.class}: ${one.message}`));

describe('an object of Flux that stays while something that it needs goes', () => {
  const provider = any('notification.toolkit.fluxcd.io/v1beta3', 'Provider', 'chat', { type: 'slack' });
  const alert = any('notification.toolkit.fluxcd.io/v1beta3', 'Alert', 'all', {
    providerRef: { name: 'chat' },
    eventSources: [],
  });
  const images = any('image.toolkit.fluxcd.io/v1', 'ImageRepository', 'web', { image: 'web' });
  const policy = any('image.toolkit.fluxcd.io/v1', 'ImagePolicy', 'web', { imageRepositoryRef: { name: 'web' } });
  const repository = any('source.toolkit.fluxcd.io/v1', 'OCIRepository', 'chart', {
    url: 'oci://example.com/web',
    secretRef: { name: 'login' },
  });

  test.each<[string, Manifest, Manifest]>([
    [
      'ConfigMap x/settings',
      configMap('settings', 'x'),
      release('r', { valuesFrom: [{ kind: 'ConfigMap', name: 'settings' }] }),
    ],
    ['Secret x/values', secret('values'), release('r', { valuesFrom: [{ kind: 'Secret', name: 'values' }] })],
    ['ServiceAccount x/deployer', account('deployer'), release('r', { serviceAccountName: 'deployer' })],
    ['Secret x/far', secret('far'), release('r', { kubeConfig: { secretRef: { name: 'far' } } })],
    ['Provider x/chat', provider, alert],
    ['ImageRepository x/web', images, policy],
    ['Secret x/login', secret('login'), repository],
    [
      'Secret x/login',
      secret('login'),
      release('r', { chart: { kind: 'OCIRepository', spec: { url: 'oci://a/b', secretRef: { name: 'login' } } } }),
    ],
    [
      'Secret x/keys',
      secret('keys'),
      release('r', { chart: { spec: { chart: 'a', verify: { provider: 'cosign', secretRef: { name: 'keys' } } } } }),
    ],
    ['HelmRelease x/first', release('first'), release('r', { dependsOn: [{ name: 'first' }] })],
    [
      'OCIRepository x/chart',
      repository,
      release('r', { chart: undefined, chartRef: { kind: 'OCIRepository', name: 'chart' } }),
    ],
  ])('is refused: %s', (what, goes, stays) => {
    const user = `${stays.kind} x/${(stays.metadata as { name: string }).name}`;
    const message = `reference-missing Kustomization flux-system/unit: ${user} needs ${what}, which goes, and fails without it: keep what it needs, or take the reference out first, in a commit of its own`;
    expect(errors([goes, stays], [stays])).toContainEqual(message);
    // Followed literally: what it needs is kept.
    expect(errors([goes, stays], [goes, stays])).toEqual([]);
    // It goes with what it needs.
    expect(errors([goes, stays], []).filter((one) => one.startsWith('reference-missing'))).toEqual([]);
    // A thing of that name in another namespace.
    const elsewhere = { ...goes, metadata: { ...(goes.metadata as object), namespace: 'y' } } as never as Manifest;
    expect(
      errors([goes, elsewhere, stays], [goes, stays]).filter((one) => one.startsWith('reference-missing')),
    ).toEqual([]);
  });

  test('the variables of a Kustomization', () => {
    const spec = (optional: boolean) => ({
      postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'vars', optional }] },
    });
    const base = (has: boolean, optional: boolean) => {
      const vars = has ? [configMap('vars', 'flux-system', { a: '1' })] : [];
      return tree({ eu: [{ name: 'vars', objects: [configMap('other', 'x'), ...vars] }, unit(spec(optional))] });
    };
    const found = (optional: boolean) =>
      guarded(base(true, optional), base(false, optional)).findings.filter(({ id }) => id === 'reference-missing');
    expect(found(false)).toMatchObject([
      {
        message: expect.stringMatching(
          /Kustomization flux-system\/unit needs ConfigMap flux-system\/vars, which goes/,
        ) as string,
      },
    ]);
    expect(found(true)).toEqual([]);
  });

  test('what is optional, or made again by a controller, is none', () => {
    const stays = release('r', { valuesFrom: [{ kind: 'Secret', name: 'values', optional: true }] });
    expect(errors([secret('values'), stays], [stays])).toEqual([]);
    const needs = release('r', { valuesFrom: [{ kind: 'Secret', name: 'values' }] });
    const sealed = any('bitnami.com/v1alpha1', 'SealedSecret', 'values', { encryptedData: { a: 'x' } });
    expect(errors([secret('values'), needs], [needs, sealed])).toEqual([]);
    expect(risksOf([secret('values'), needs], [needs, sealed])).toContainEqual(
      'medium availability: Secret x/values is missing from when Flux deletes it until the controller of the SealedSecret makes it anew; no health check sees that',
    );
  });
});

test('a workload that needs what goes is a risk', () => {
  const web = (name: string) => deployment('web', 'x', { envFrom: [{ configMapRef: { name } }] });
  expect(risksOf([configMap('settings', 'x'), web('settings')], [web('settings')])).toContainEqual(
    'medium availability: ConfigMap x/settings goes while Deployment x/web needs it',
  );
  expect(
    risksOf([configMap('settings', 'x'), web('settings')], [web('other')]).filter((one) => one.includes('needs it')),
  ).toEqual([]);
});

describe('what others of the cluster need', () => {
  const classed = (kind: string, group: string, name = 'it') => ({
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name },
  });
  const service: Manifest = any('v1', 'Service', 'svc', { ports: [{ port: 443 }] });
  const hooks = (failurePolicy: string) => ({
    ...classed('ValidatingWebhookConfiguration', 'admissionregistration.k8s.io'),
    webhooks: [{ name: 'a.example.com', failurePolicy, clientConfig: { service: { name: 'svc', namespace: 'x' } } }],
  });
  const route = any('gateway.networking.k8s.io/v1', 'HTTPRoute', 'r', {
    parentRefs: [{ name: 'web' }],
    rules: [{ backendRefs: [{ name: 'svc' }] }],
  });
  const pods = (spec: object) => any('apps/v1', 'Deployment', 'web', { template: { spec } });
  test.each<[string, Manifest, Manifest, string]>([
    ['a webhook', service, hooks('Fail'), 'high Service x/svc'],
    [
      'an API',
      service,
      {
        ...classed('APIService', 'apiregistration.k8s.io', 'v1.example.com'),
        spec: { service: { name: 'svc', namespace: 'x' } },
      },
      'high Service x/svc',
    ],
    ['a route', service, route, 'medium Service x/svc'],
    [
      'a priority',
      classed('PriorityClass', 'scheduling.k8s.io'),
      pods({ priorityClassName: 'it' }),
      'medium PriorityClass it',
    ],
    ['a runtime', classed('RuntimeClass', 'node.k8s.io'), pods({ runtimeClassName: 'it' }), 'medium RuntimeClass it'],
    [
      'storage',
      classed('StorageClass', 'storage.k8s.io'),
      any('v1', 'PersistentVolumeClaim', 'data', { storageClassName: 'it' }),
      'medium StorageClass it',
    ],
    [
      'an issuer of all namespaces',
      classed('ClusterIssuer', 'cert-manager.io'),
      any('cert-manager.io/v1', 'Certificate', 'web', { issuerRef: { kind: 'ClusterIssuer', name: 'it' } }),
      'medium ClusterIssuer it',
    ],
    [
      'a store',
      any('external-secrets.io/v1', 'SecretStore', 'store', {}),
      any('external-secrets.io/v1', 'ExternalSecret', 'web', { secretStoreRef: { name: 'store' } }),
      'medium SecretStore x/store',
    ],
    [
      'a store of one entry',
      any('external-secrets.io/v1', 'SecretStore', 'store', {}),
      any('external-secrets.io/v1', 'ExternalSecret', 'web', {
        data: [{ sourceRef: { generatorRef: { name: 'g' } } }, { sourceRef: { storeRef: { name: 'store' } } }],
      }),
      'medium SecretStore x/store',
    ],
    [
      'a store of all entries',
      classed('ClusterSecretStore', 'external-secrets.io'),
      any('external-secrets.io/v1', 'ExternalSecret', 'web', {
        dataFrom: [{ sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'it' } } }],
      }),
      'medium ClusterSecretStore it',
    ],
    [
      'a store of all namespaces',
      classed('ClusterSecretStore', 'external-secrets.io'),
      {
        ...classed('ClusterExternalSecret', 'external-secrets.io', 'all'),
        spec: { externalSecretSpec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'it' } } },
      },
      'medium ClusterSecretStore it',
    ],
    [
      'a store of listed namespaces',
      any('external-secrets.io/v1', 'SecretStore', 'store', {}),
      {
        ...classed('ClusterExternalSecret', 'external-secrets.io', 'all'),
        spec: { namespaces: ['w', 'x'], externalSecretSpec: { secretStoreRef: { name: 'store' } } },
      },
      'medium SecretStore x/store',
    ],
    [
      'a workload that is scaled',
      any('apps/v1', 'Deployment', 'web', {}),
      any('keda.sh/v1alpha1', 'ScaledObject', 'web', { scaleTargetRef: { name: 'web' } }),
      'medium Deployment x/web',
    ],
  ])('%s', (_, goes, stays, expected) => {
    const found = risksOf([goes, stays], [stays]).filter((one) => one.includes(' goes while '));
    expect(found.map((one) => one.replace(' availability:', '').replace(/ goes while .*/, ''))).toEqual([expected]);
  });
  test('not a webhook that may fail', () => {
    expect(risksOf([service, hooks('Ignore')], [hooks('Ignore')]).filter((one) => one.includes('goes while'))).toEqual(
      [],
    );
  });
  test('a health check', () => {
    const checks = (spec: Record<string, unknown>) => {
      const web = any('apps/v1', 'Deployment', 'web', {});
      const at = (objects: Manifest[]) =>
        tree({ eu: [{ name: 'a', objects: [configMap('o', 'x'), ...objects], spec }] });
      return guarded(at([web]), at([])).findings.filter(({ id }) => id === 'reference-missing');
    };
    const healthChecks = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'x' }];
    expect(checks({ healthChecks })).toMatchObject([
      { message: expect.stringContaining('Kustomization flux-system/a needs Deployment x/web, which goes') as string },
    ]);
    expect(checks({ healthChecks, wait: true })).toEqual([]);
  });
  test.each([
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', undefined],
    ['cert-manager.io/v1', 'ClusterIssuer', 'flux-system'],
    ['gateway.networking.k8s.io/v1', 'GatewayClass', undefined],
  ])('a health check of %s %s, which has no namespace', (apiVersion, kind, namespace) => {
    const checked = { apiVersion, kind, metadata: { name: 'it' } };
    const healthChecks = [{ apiVersion, kind, name: 'it', namespace }];
    const at = (name: string, objects: readonly Manifest[]) =>
      tree({
        eu: [
          {
            name: 'a',
            objects: [configMap('o', 'x'), ...objects],
            spec: { healthChecks: [{ ...healthChecks[0], name }] },
          },
        ],
      });
    const found = (name: string) =>
      guarded(at(name, [checked]), at(name, [])).findings.filter(({ id }) => id === 'reference-missing');
    expect(found('it')).toMatchObject([
      { message: expect.stringContaining(`Kustomization flux-system/a needs ${kind} it, which goes`) as string },
    ]);
    expect(found('other')).toEqual([]);
  });
});

describe('a budget that asks for all pods', () => {
  const web = (replicas: number) => {
    const made = deployment('web', 'x');
    return { ...made, spec: { ...(made.spec as object), replicas } } as never as Manifest;
  };
  const labels = (web(1).spec as never as { template: { metadata: { labels: object } } }).template.metadata.labels;
  const budget = (minAvailable: number, matchLabels: object = labels) =>
    any('policy/v1', 'PodDisruptionBudget', 'b', { minAvailable, selector: { matchLabels } });
  const said = 'medium availability: PodDisruptionBudget b asks for 3 of 3 pods: nodes with them cannot be drained';
  test('comes, or changes', () => {
    expect(risksOf([web(3)], [web(3), budget(3)])).toEqual([said]);
    expect(risksOf([web(3), budget(2)], [web(3), budget(3)])).toContainEqual(said);
  });
  test('leaves one to evict, or selects others', () => {
    expect(risksOf([web(3)], [web(3), budget(2)])).toEqual([]);
    expect(risksOf([web(3)], [web(3), budget(3, { app: 'other' })])).toEqual([]);
    expect(
      risksOf(
        [web(3), budget(3)],
        [web(3), { ...budget(3), metadata: { name: 'b', namespace: 'x', labels: { a: 'b' } } }],
      ),
    ).toEqual([]);
  });
});

test('a reference that comes and leads to nothing', () => {
  const charts = any('source.toolkit.fluxcd.io/v1', 'HelmRepository', 'charts', { url: 'https://example.com' });
  const needs = (name: string) =>
    `medium held: HelmRelease x/r needs HelmRelease x/${name}, which no file has: it does nothing until that is there`;
  const waits = release('r', { dependsOn: [{ name: 'nobody' }] });
  const held = (...args: Parameters<typeof trees>) => risksOf(...args).filter((one) => one.includes('which no file'));
  expect(held([charts, release('r')], [charts, waits])).toEqual([needs('nobody')]);
  expect(held([charts, waits], [charts, release('r', { dependsOn: [{ name: 'nobody' }], interval: '9m' })])).toEqual(
    [],
  );
  expect(held([charts, release('r')], [charts, waits, release('nobody')])).toEqual([]);
  expect(held([], [release('r')])).toEqual([
    'medium held: HelmRelease x/r needs HelmRepository x/charts, which no file has: it does nothing until that is there',
  ]);
  expect(held([], [charts, release('r', { valuesFrom: [{ kind: 'Secret', name: 'by-hand' }] })])).toEqual([]);
});

describe('releases that are one for Helm', () => {
  const message = (own: string, other: string) =>
    `high race: HelmRelease x/${own} is the same release one as HelmRelease x/${other}: each upgrades over the other at every interval, and removing one uninstalls both`;
  test('one that comes', () => {
    const [a, b] = [release('a', { releaseName: 'one' }), release('b', { releaseName: 'one' })];
    expect(risksOf([a], [a, b])).toEqual([message('b', 'a')]);
    expect(risksOf([a], [a, release('b', { releaseName: 'one', storageNamespace: 'y' })])).toEqual([]);
    expect(risksOf([a], [a, release('b', { releaseName: 'two' })])).toEqual([]);
    expect(risksOf([a], [a, release('one')])).toEqual([message('one', 'a')]);
    // As before.
    expect(risksOf([a, b], [a, release('b', { releaseName: 'one', interval: '5m' })])).toEqual([]);
  });
  test('one that goes while the other stays', () => {
    const [a, b] = [release('a', { releaseName: 'one' }), release('b', { releaseName: 'one' })];
    expect(risksOf([a, b], [b])).toContainEqual(
      'high deletion: HelmRelease x/a is uninstalled with release one, which HelmRelease x/b has too and does not install again by itself',
    );
    expect(risksOf([a, release('b')], [release('b')]).filter((one) => one.includes('has too'))).toEqual([]);
  });
});

describe('the name of a chart', () => {
  const oci = (name: string, chart: string) =>
    any('source.toolkit.fluxcd.io/v1', 'OCIRepository', name, { url: `oci://example.com/charts/${chart}` });
  const refers = (name: string, kind = 'OCIRepository') => release('r', { chart: undefined, chartRef: { kind, name } });
  const anew = (...args: Parameters<typeof trees>) =>
    risksOf(...args).filter((one) => one.includes('uninstalled and installed anew'));
  test('in another repository that a release refers to', () => {
    expect(
      anew([oci('a', 'web'), oci('b', 'api'), refers('a')], [oci('a', 'web'), oci('b', 'api'), refers('b')]),
    ).toEqual(['high deletion: release of HelmRelease r is uninstalled and installed anew from chart api']);
    expect(
      anew([oci('a', 'web'), oci('b', 'web'), refers('a')], [oci('a', 'web'), oci('b', 'web'), refers('b')]),
    ).toEqual([]);
    expect(anew([oci('a', 'web'), release('r')], [oci('a', 'web'), refers('a')])).toEqual([]);
    expect(anew([oci('a', 'api'), release('r')], [oci('a', 'api'), refers('a')])).toHaveLength(1);
  });
  test('in the repository itself', () => {
    expect(anew([oci('a', 'web'), refers('a')], [oci('a', 'api'), refers('a')])).toEqual([
      'high deletion: OCIRepository x/a gives chart api instead of web: HelmRelease r, which uses it, is uninstalled and installed anew',
    ]);
    expect(anew([oci('a', 'web')], [oci('a', 'api')])).toEqual([]);
    const chart = (path: string) => any('source.toolkit.fluxcd.io/v1', 'HelmChart', 'c', { chart: path });
    expect(anew([chart('web'), refers('c', 'HelmChart')], [chart('api'), refers('c', 'HelmChart')])).toHaveLength(1);
  });
  test('in a folder, which may have another name than its chart', () => {
    const folder = (path: string, name: string) => {
      const spec = { chart: `./${path}`, version: '1', sourceRef: { kind: 'GitRepository', name: 'flux-system' } };
      const [made] = trees([release('r', { chart: { spec } })], []);
      return ManifestTree.of([
        ...made.paths.map((file) => [file, made.text(file)!] as const),
        [`${path}/Chart.yaml`, `apiVersion: v2\nname: ${name}\n`],
      ]);
    };
    const found = (old: ManifestTree, next: ManifestTree) =>
      compare(old, next).changes.flatMap(({ risks }) =>
        risks.filter(({ message }) => message.includes('installed anew')),
      );
    expect(found(folder('charts/web', 'web'), folder('charts/web-2', 'web'))).toEqual([]);
    expect(found(folder('charts/web', 'web'), folder('charts-2/web', 'other'))).toHaveLength(1);
    expect(found(folder('charts/web', 'web'), folder('charts/api', 'api'))).toHaveLength(1);
  });
});

describe('rights that go in the same change', () => {
  const deployed = release('r', { serviceAccountName: 'deployer' });
  test('as a release', () => {
    expect(errors([deployed, account('deployer'), binding('b', 'deployer')], [account('deployer')])).toContainEqual(
      expect.stringMatching(
        /^sync-with-access .*its account x\/deployer loses RoleBinding x\/b in the same change, so that Helm cannot uninstall r/,
      ),
    );
    const isRights = (one: string) => one.startsWith('sync-with-access');
    expect(
      errors(
        [deployed, account('deployer'), binding('b', 'deployer')],
        [account('deployer'), binding('b', 'deployer')],
      ).some(isRights),
    ).toBe(false);
    const two = [binding('b', 'deployer'), binding('c', 'deployer')];
    expect(errors([deployed, account('deployer'), ...two], [account('deployer'), two[1]!]).some(isRights)).toBe(false);
    expect(errors([deployed, account('deployer'), binding('b', 'other')], [account('deployer')]).some(isRights)).toBe(
      false,
    );
  });
  test('as a Kustomization', () => {
    const access = (...objects: readonly Manifest[]): UnitFixture => ({
      name: 'x/access',
      folder: 'access',
      objects: [KEEP, account('deployer'), ...objects],
    });
    const sync: UnitFixture = {
      name: 'x/sync',
      folder: 'sync',
      spec: { serviceAccountName: 'deployer' },
      objects: [configMap('made', 'x')],
    };
    const found = (next: readonly UnitFixture[]) =>
      guarded(tree({ eu: [access(binding('b', 'deployer')), sync] }), tree({ eu: next })).findings.filter(
        ({ id }) => id === 'sync-with-access',
      );
    expect(found([access()])).toMatchObject([
      {
        severity: 'error',
        message: expect.stringMatching(
          /its account x\/deployer loses RoleBinding x\/b in the same change, so that Flux cannot delete what it applied/,
        ) as string,
      },
    ]);
    expect(found([access(binding('b', 'deployer'))])).toEqual([]);
  });
});

describe('spec.ignore', () => {
  const rules = { ignore: [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }] };
  const web = (spec: object) => ({
    ...deployment('web', 'x'),
    spec: { ...(deployment('web', 'x').spec as object), ...spec },
  });
  const effects = (old: object, next: object, before: Record<string, unknown>, after = before) =>
    changed([web(old)], [web(next)], before, after)
      .filter(({ object }) => object.kind === 'Deployment')
      .map(({ effect }) => effect);
  test('holds a change of the field', () => {
    expect(effects({ replicas: 3 }, { replicas: 5 }, rules)).toEqual(['held']);
    expect(effects({ replicas: 3 }, { replicas: 5 }, {})).toEqual(['patched']);
    expect(effects({ replicas: 3 }, { replicas: 5 }, rules, {})).toEqual(['patched']);
    expect(effects({ replicas: 3 }, { replicas: 5, minReadySeconds: 4 }, rules)).toEqual(['patched']);
    const others = { ignore: [{ paths: ['/spec/replicas'], target: { kind: 'StatefulSet' } }] };
    expect(effects({ replicas: 3 }, { replicas: 5 }, others)).toEqual(['patched']);
    const named = { ignore: [{ paths: ['/spec'], target: { name: 'w.*', labelSelector: 'a!=b' } }] };
    expect(effects({ replicas: 3 }, { replicas: 5, minReadySeconds: 4 }, named)).toEqual(['held']);
    const marked = { ignore: [{ paths: ['/spec'], target: { labelSelector: 'a=b' } }] };
    expect(effects({ replicas: 3 }, { replicas: 5 }, marked)).toEqual(['patched']);
  });
  test('a field that leaves the manifest is a risk', () => {
    expect(risksOf([web({ replicas: 3 })], [web({ replicas: undefined })], rules)).toContainEqual(
      'medium availability: spec.replicas leaves the manifest while spec.ignore covers it: at the next other change of the object Flux 2.9 fails, and later ones remove the live field',
    );
  });
});

describe('what controllers do later or in silence', () => {
  const set = (inputs: readonly object[], strategy = 'Flatten') =>
    any('fluxcd.controlplane.io/v1', 'ResourceSet', 's', {
      inputStrategy: { name: strategy },
      inputs,
      resources: [configMap('made-<< inputs.a >>', 'x')],
    });
  const instance = (multitenant: boolean, components: readonly string[]) =>
    any('fluxcd.controlplane.io/v1', 'FluxInstance', 'flux', { cluster: { multitenant }, components });
  const git = (spec: object) =>
    any('source.toolkit.fluxcd.io/v1', 'GitRepository', 'other', { url: 'https://example.com/other', ...spec });
  const ALL = ['source-controller', 'kustomize-controller', 'helm-controller'];
  test.each<[string, Manifest, Manifest | undefined, RegExp | undefined]>([
    [
      'a Canary',
      any('flagger.app/v1beta1', 'Canary', 'c', { targetRef: { kind: 'Deployment', name: 'web' } }),
      undefined,
      /^high availability: Canary c goes: its target web stays at 0 replicas/,
    ],
    [
      'the last input of a ResourceSet',
      set([{ a: '1' }]),
      set([]),
      /^medium orphan: ResourceSet s has no inputs any more: Flux Operator deletes nothing/,
    ],
    [
      'an input of a ResourceSet',
      set([{ a: '1' }, { a: '2' }]),
      set([{ a: '1' }]),
      /^high deletion: ResourceSet s no longer makes ConfigMap x\/made-2, and Flux Operator deletes it/,
    ],
    [
      'an input in front, permuted',
      set([{ a: '1' }], 'Permute'),
      set([{ a: '0' }, { a: '1' }], 'Permute'),
      /^medium deletion: ResourceSet s permutes its inputs, and their positions change/,
    ],
    [
      'a FluxInstance that is no longer multitenant',
      instance(true, ALL),
      instance(false, ALL),
      /^high rights-widened: FluxInstance flux is no longer multitenant/,
    ],
    [
      'a FluxInstance with fewer components',
      instance(true, ALL),
      instance(true, ALL.slice(0, 2)),
      /^high deletion: FluxInstance flux no longer runs helm-controller: Flux Operator deletes their CustomResourceDefinitions, and every object of these kinds with them/,
    ],
    [
      'a FluxInstance with more components',
      instance(false, ALL),
      instance(true, [...ALL, 'notification-controller']),
      undefined,
    ],
    [
      'a chart of another namespace',
      release('r'),
      release('r', {
        chart: {
          spec: {
            chart: 'web',
            version: '1.0.0',
            sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'y' },
          },
        },
      }),
      /^medium held: HelmRelease r reads its chart from a source in namespace y/,
    ],
    [
      'a chart of its own namespace, written down',
      release('r'),
      release('r', {
        chart: {
          spec: {
            chart: 'web',
            version: '1.0.0',
            sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'x' },
          },
        },
      }),
      undefined,
    ],
    [
      'replicas that leave values',
      release('r', { values: { web: { replicaCount: 3 } } }),
      release('r', { values: { web: {} } }),
      /^medium availability: HelmRelease r no longer gives web\.replicaCount \(3\)/,
    ],
    [
      'a source that takes other files',
      git({}),
      git({ ignore: '/a' }),
      /^medium deletion: GitRepository other takes other files by ignore: its Kustomizations notice at their next interval/,
    ],
    ['a source that is fetched more often', git({ interval: '5m' }), git({ interval: '1m' }), undefined],
    [
      'another version of a custom resource',
      any('example.com/v1', 'Shop', 's', { a: 1 }),
      any('example.com/v2', 'Shop', 's', { a: 1 }),
      /^medium version: Shop s is applied as example\.com\/v2 instead of example\.com\/v1/,
    ],
    [
      'another field of a custom resource',
      any('example.com/v1', 'Shop', 's', { a: 1 }),
      any('example.com/v1', 'Shop', 's', { a: 2 }),
      undefined,
    ],
  ])('%s', (_name, old, next, message) => {
    const known = /would never match|other values|moves to another version|not evaluated|Flux deletes/;
    const found = risksOf([old], next ? [next] : []).filter((one) => !known.test(one));
    if (message === undefined) expect(found).toEqual([]);
    else expect(found).toContainEqual(expect.stringMatching(message));
  });

  test('a definition beside a refused object', () => {
    const frozen = (a: string) => ({ ...configMap('frozen', 'x', { a }), immutable: true });
    const crd = {
      ...any('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'things.example.com', {
        group: 'example.com',
        names: { kind: 'Thing', plural: 'things' },
      }),
      metadata: { name: 'things.example.com' },
    };
    expect(risksOf([frozen('1')], [frozen('2'), crd])).toContainEqual(
      expect.stringMatching(
        /^medium orphan: CustomResourceDefinition things\.example\.com is made before its Kustomization fails/,
      ),
    );
    expect(risksOf([frozen('1')], [frozen('1'), crd])).toEqual([]);
  });
});
