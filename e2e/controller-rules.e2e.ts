import { ClusterCollection, factsOf, judgeObject } from '../src/controller-rules';
import { objectIdentity, type KubernetesObject } from '../src/kubernetes/objects';
import { objectOf } from '../test/controller-rules/examples';
import { ArtifactServer } from './harness/artifacts';
import { ControlPlane } from './harness/control-plane';
import { installFluxCrds, installPlatform, namespace } from './harness/flux';
import { FluxController } from './harness/flux-controller';
import { GitServer } from './harness/git-server';
import { at, conditionOf, referenceTo, textAt, type KubeObject } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import { waitFor } from './harness/wait';

/** An object, and the condition, with reason and message, that a controller gives it. */
interface Trial {
  /** The rule, as the library names it. */
  readonly id: string;
  readonly object: KubernetesObject;
  readonly condition: readonly [type: string, status: string, reason: string, message: RegExp];
}

const NAMESPACE = 'shop';
const ACCOUNT = 'flux';

const kustomization = (name: string, spec: object) =>
  objectOf('Kustomization', { path: './app', retryInterval: '1h', serviceAccountName: ACCOUNT, ...spec }, name);
const operations = '[{"op":"add","path":"/data/patched","value":"yes"}]';
const release = (name: string, spec: object) =>
  objectOf(
    'HelmRelease',
    { chartRef: { kind: 'HelmChart', name: 'chart' }, serviceAccountName: ACCOUNT, ...spec },
    name,
  );
const inOther = (kind: string) => ({ kind, name: 'apps', namespace: 'other' });

const TRIALS: readonly Trial[] = [
  {
    id: 'git-repository-github-secret',
    object: objectOf('GitRepository', { provider: 'github' }, 'github'),
    condition: ['Stalled', 'True', 'InvalidProviderConfiguration', /secretRef with github app data must be specified/],
  },
  {
    id: 'git-repository-ssh-key',
    object: objectOf('GitRepository', { url: 'ssh://git@git.example.com/acme/apps' }, 'ssh'),
    condition: ['FetchFailed', 'True', 'AuthenticationFailed', /'identity' is required/],
  },
  {
    id: 'git-repository-includes-itself',
    object: objectOf('GitRepository', { include: [{ repository: { name: 'self' } }] }, 'self'),
    condition: ['IncludeUnavailable', 'True', 'NoArtifact', /no artifact available for include 'self'/],
  },
  {
    id: 'bucket-endpoint-url',
    object: objectOf('Bucket', { endpoint: 'http://127.0.0.1:1/acme', insecure: true }, 'with-path'),
    condition: ['FetchFailed', 'True', 'AuthenticationFailed', /Endpoint url cannot have fully qualified paths/],
  },
  {
    id: 'bucket-endpoint-host',
    object: objectOf(
      'Bucket',
      { provider: 'azure', endpoint: 'acme.blob.example.com', secretRef: { name: 'azure' } },
      'no-url',
    ),
    condition: ['FetchFailed', 'True', 'AuthenticationFailed', /failed to extract account name from endpoint/],
  },
  {
    id: 'oci-repository-url',
    object: objectOf('OCIRepository', { url: 'oci://registry.example.com/acme/apps:1.0' }, 'tagged'),
    condition: ['Stalled', 'True', 'URLInvalid', /repository can only contain the characters/],
  },
  {
    id: 'helm-repository-oci-type',
    object: objectOf('HelmRepository', { url: 'oci://registry.example.com/charts' }, 'no-type'),
    condition: ['Stalled', 'True', 'URLInvalid', /'oci' URL scheme cannot be used with 'default' HelmRepository type/],
  },
  {
    id: 'helm-chart-name',
    object: objectOf(
      'HelmChart',
      { chart: './charts/Web', sourceRef: { kind: 'HelmRepository', name: 'registry' } },
      'path',
    ),
    condition: ['Stalled', 'True', 'InvalidChartReference', /invalid chart name/],
  },
  {
    id: 'helm-release-chart-ref-namespace',
    object: objectOf('HelmRelease', { chartRef: inOther('OCIRepository') }, 'ref'),
    condition: ['Stalled', 'True', 'AccessDenied', /cross-namespace references are not allowed/],
  },
  {
    id: 'helm-release-depends-on-itself',
    object: objectOf('HelmRelease', { dependsOn: [{ name: 'self' }] }, 'self'),
    condition: ['Ready', 'False', 'DependencyNotReady', /dependency 'shop\/self' is not ready/],
  },
  {
    id: 'kustomization-source-namespace',
    object: kustomization('source', { sourceRef: inOther('GitRepository') }),
    condition: ['Stalled', 'True', 'AccessDenied', /cross-namespace references have been blocked/],
  },
  {
    id: 'kustomization-depends-on-itself',
    object: kustomization('self', { dependsOn: [{ name: 'self' }] }),
    condition: ['Ready', 'False', 'DependencyNotReady', /dependency 'shop\/self' is not ready/],
  },
  {
    id: 'kustomization-component-path',
    object: kustomization('component', { components: ['https://github.com/acme/components'] }),
    condition: ['Ready', 'False', 'BuildFailed', /must be local and relative/],
  },
  {
    id: 'kustomization-patch-without-target',
    object: kustomization('patch', { patches: [{ patch: operations }] }),
    condition: ['Ready', 'False', 'BuildFailed', /must specify a target/],
  },
  {
    id: 'kustomization-variable-name',
    object: kustomization('variable', { postBuild: { substitute: { 'cluster-name': 'east' } } }),
    condition: ['Ready', 'False', 'BuildFailed', /'cluster-name' var name is invalid/],
  },
  {
    id: 'kustomization-common-metadata',
    object: kustomization('metadata', {
      targetNamespace: 'metadata',
      commonMetadata: { labels: { team: 'not a value' } },
    }),
    condition: ['Ready', 'False', 'ReconciliationFailed', /Invalid value: "not a value"/],
  },
  {
    id: 'kustomization-variable-type',
    object: kustomization('type', {
      path: './version',
      targetNamespace: 'version',
      postBuild: { substitute: { VERSION: '1.10' } },
    }),
    condition: ['Ready', 'False', 'ReconciliationFailed', /cannot unmarshal number|expected string, got|numeric/],
  },
  {
    id: 'kustomization-health-check-namespace',
    object: kustomization('health', {
      targetNamespace: 'health',
      timeout: '30s',
      healthChecks: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'settings' }],
    }),
    condition: [
      'Ready',
      'False',
      'HealthCheckFailed',
      /ConfigMap settings is namespace scoped, but namespace is not set/,
    ],
  },
  {
    id: 'kustomization-health-variable',
    object: kustomization('health-variable', {
      targetNamespace: 'metadata',
      timeout: '30s',
      wait: true,
      healthCheckExprs: [{ apiVersion: 'v1', kind: 'ConfigMap', current: 'self.data.a == "b"' }],
    }),
    condition: ['Ready', 'False', 'HealthCheckFailed', /status: 'Unknown'/],
  },
  {
    id: 'kustomization-target-namespace',
    object: kustomization('target', { targetNamespace: 'no.dots' }),
    condition: ['Ready', 'False', 'ReconciliationFailed', /no\.dots/],
  },
  {
    id: 'kustomization-name-parts',
    object: kustomization('parts', { targetNamespace: 'metadata', namePrefix: 'Web_' }),
    condition: ['Ready', 'False', 'ReconciliationFailed', /Web_settings.*RFC 1123 subdomain/s],
  },
  {
    id: 'helm-release-namespaces',
    object: release('namespaces', { targetNamespace: 'no.dots', storageNamespace: NAMESPACE }),
    condition: ['Ready', 'False', 'InstallFailed', /no\.dots/],
  },
  {
    id: 'helm-release-patch-without-target',
    object: release('patch', { postRenderers: [{ kustomize: { patches: [{ patch: operations }] } }] }),
    condition: ['Ready', 'False', 'InstallFailed', /must specify a target/],
  },
];

/** Trials of references to a repository that is there, by what they fetch of it. */
const FETCHES: ReadonlyArray<readonly [id: string, spec: object, message: RegExp]> = [
  ['git-repository-short-commit', { ref: { branch: 'main', commit: '0123abc' } }, /not found|unable to resolve/],
  [
    'git-repository-branch-reference',
    { ref: { branch: 'refs/heads/main' } },
    /refs\/heads\/refs\/heads\/main|not found/,
  ],
  ['git-repository-reference-name', { ref: { name: 'main' } }, /main|reference/],
  ['git-repository-sparse-path', { ref: { branch: 'main' }, sparseCheckout: ['/app'] }, /app/],
];

const FILES = {
  'app/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n',
  'version/version.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: version}\ndata: {version: "${VERSION}"}\n',
};

const CHART = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'color: own\n',
  'web/templates/web.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata: {color: "{{ .Values.color }}"}\n',
};

let plane: ControlPlane;
let artifacts: ArtifactServer;
let notification: FluxController;
let git: GitServer;

const apply = (object: KubernetesObject) => plane.client().apply(object);

/** A condition that an object gets. */
const failure = (object: KubernetesObject, type: string, status = 'True', message = /./) =>
  waitFor(`${object.metadata.name} to be ${type} ${status}`, async (observe) => {
    const now = await plane.client().get(referenceTo(object));
    observe(JSON.stringify(at(now, 'status', 'conditions') ?? null));
    const seen = conditionOf(now, type);
    return seen?.status === status && message.test(String(seen.message)) ? seen : undefined;
  });

/** The ids of what the library says of an object. */
const judged = (object: KubernetesObject) => [...judgeObject(object, '2.9', true)].map(({ id }) => id);

beforeAll(async () => {
  artifacts = await ArtifactServer.start();
  git = await GitServer.start();
  git.commit('lib', 'first', FILES);
  plane = await ControlPlane.start({ name: 'rules' });
  await installFluxCrds(plane);
  await installPlatform(plane);
  for (const name of [NAMESPACE, 'other', 'web', 'metadata', 'version', 'health', 'itself'])
    await plane.client().apply(namespace(name));
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: ACCOUNT, namespace: NAMESPACE } };
  await apply(account);
  await apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: ACCOUNT },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: ACCOUNT, namespace: NAMESPACE }],
  });
  await apply(objectOf('HelmRepository', { type: 'oci', url: 'oci://127.0.0.1:1/charts' }, 'registry'));
  const secret = (name: string, stringData: object) =>
    apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: NAMESPACE }, stringData });
  await secret('keys', { 'key.asc': 'nobody reads it' });
  await secret('azure', { accountName: 'acme', accountKey: 'YQ==' });
  // Suspended, so that source-controller leaves it alone: the test itself gives it an artifact.
  const source = objectOf('GitRepository', { suspend: true }, 'apps');
  await apply(source);
  await artifacts.publish(plane, referenceTo(source), FILES, 'main@sha1:1');
  const chart = objectOf('HelmChart', { suspend: true }, 'chart');
  await apply(chart);
  await artifacts.publish(plane, referenceTo(chart), CHART, '1.0.0');
  const started = [KustomizeController.start(plane), FluxController.start(plane, 'source-controller')];
  await Promise.all([...started, FluxController.start(plane, 'helm-controller')]);
  notification = await FluxController.start(plane, 'notification-controller');
  await Promise.all(TRIALS.map(({ object }) => apply(object)));
});

afterAll(async () => {
  await plane?.stop();
  await artifacts?.stop();
  await git?.stop();
});

describe('what the library refuses, the controller refuses', () => {
  it.each(TRIALS.map((trial) => [trial.id, trial] as const))('%s', async (id, { object, condition }) => {
    const [type, status, reason, message] = condition;
    expect(judged(object)).toContain(id);
    const found = await waitFor(`${object.kind} ${object.metadata.name} to be ${reason}`, async (observe) => {
      const now = await plane.client().get(referenceTo(object));
      const seen = conditionOf(now, type);
      observe(JSON.stringify(at(now, 'status', 'conditions') ?? null));
      return seen?.status === status && seen.reason === reason ? seen : undefined;
    });
    expect(found.message).toMatch(message);
  });

  it.each(FETCHES)('%s', async (id, spec, message) => {
    const object = objectOf('GitRepository', { url: git.url('lib'), ...spec }, id);
    expect(judged(object)).toContain(id);
    await apply(object);
    const found = await failure(object, 'FetchFailed');
    expect(found.reason).toBe('GitOperationFailed');
    expect(found.message).toMatch(message);
  });

  it('git-repository-include-onto-another', async () => {
    const lib = objectOf('GitRepository', { url: git.url('lib'), ref: { branch: 'main' } }, 'lib');
    const include = (toPath: string) => ({ repository: { name: 'lib' }, toPath });
    const made = (name: string, ...paths: string[]) =>
      objectOf('GitRepository', { url: git.url('lib'), ref: { branch: 'main' }, include: paths.map(include) }, name);
    const bad = [
      made('twice', 'vendor/lib', './vendor/lib/'),
      made('above', 'vendor/lib', 'vendor'),
      made('root', '.'),
    ];
    const good = made('apart', 'vendor/lib', 'vendor/lib/again', 'vendor/lib-2');
    for (const object of bad) expect(judged(object)).toEqual(['git-repository-include-onto-another']);
    expect(judged(good)).toEqual([]);
    await Promise.all([lib, good, ...bad].map(apply));
    for (const object of bad) expect((await failure(object, 'StorageOperationFailed')).reason).toBe('CopyFailure');
    await waitFor('the good one to be Ready', async (observe) => {
      const now = await plane.client().get(referenceTo(good));
      observe(JSON.stringify(at(now, 'status', 'conditions') ?? null));
      return conditionOf(now, 'Ready')?.status === 'True';
    });
  });

  it('helm-chart-path', async () => {
    const lib = objectOf('GitRepository', { url: git.url('lib'), ref: { branch: 'main' } }, 'lib');
    const sourceRef = { kind: 'GitRepository', name: 'lib' };
    const object = objectOf('HelmChart', { chart: '/app', sourceRef }, 'absolute');
    expect(judged(object)).toEqual(['helm-chart-path']);
    await Promise.all([lib, object].map(apply));
    const found = await failure(object, 'Stalled');
    expect([found.reason, found.message]).toEqual(['InvalidChartReference', expect.stringMatching(/to be relative$/)]);
  });

  it('git-repository-verify-tag', async () => {
    const verify = { mode: 'Tag', secretRef: { name: 'keys' } };
    const object = objectOf('GitRepository', { url: git.url('lib'), ref: { branch: 'main' }, verify }, 'verify-tag');
    expect(judged(object)).toEqual(['git-repository-verify-tag']);
    await apply(object);
    expect((await failure(object, 'Stalled')).reason).toBe('InvalidVerificationMode');
  });

  it('helm-repository-http-type: its charts are Stalled', async () => {
    const object = objectOf('HelmRepository', { type: 'oci', url: 'https://charts.example.com' }, 'http-type');
    const chart = objectOf(
      'HelmChart',
      { chart: 'web', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'http-type' } },
      'of-http-type',
    );
    expect(judged(object)).toEqual(['helm-repository-http-type']);
    await Promise.all([object, chart].map(apply));
    expect((await failure(chart, 'Stalled')).message).toMatch(/https:\/\/charts\.example\.com|scheme/);
  });

  it.each([
    [
      'helm-release-circle',
      'DependencyNotReady',
      (name: string, other: string) => release(name, { dependsOn: [{ name: other }] }),
    ],
    [
      'git-repository-include-circle',
      'NoArtifact',
      (name: string, other: string) =>
        objectOf(
          'GitRepository',
          { url: git.url('lib'), ref: { branch: 'main' }, include: [{ repository: { name: other } }] },
          name,
        ),
    ],
  ])('%s: neither is ready', async (id, reason, make) => {
    const pair = [make(`${id}-a`, `${id}-b`), make(`${id}-b`, `${id}-a`)];
    const cluster = new ClusterCollection('rules');
    cluster.add(factsOf(pair), pair.map(objectIdentity), { at: 'rules', directory: 'rules' });
    expect([...cluster.judge(true)].map((one) => one.id)).toContain(id);
    await Promise.all(pair.map(apply));
    for (const object of pair) {
      await waitFor(`${object.metadata.name} to wait`, async (observe) => {
        const conditions = (at(await plane.client().get(referenceTo(object)), 'status', 'conditions') ?? []) as {
          reason: string;
        }[];
        observe(JSON.stringify(conditions));
        return conditions.some((one) => one.reason === reason);
      });
    }
  });

  it('helm-release-health-variable', async () => {
    const object = objectOf(
      'HelmRelease',
      {
        chartRef: { kind: 'HelmChart', name: 'chart' },
        serviceAccountName: ACCOUNT,
        timeout: '20s',
        // A try whose last look meets the end of its time is told of that instead: the next one says it.
        install: { remediation: { retries: 5 } },
        healthCheckExprs: [{ apiVersion: 'v1', kind: 'ConfigMap', current: 'object.data.color == "own"' }],
      },
      'health',
    );
    expect(judged(object)).toEqual(['helm-release-health-variable']);
    await apply(object);
    expect((await failure(object, 'Ready', 'False', /object/)).reason).toBe('InstallFailed');
  });

  it('helm-release-chart-source-namespace, in silence', async () => {
    const spec = {
      chart: { spec: { chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'registry', namespace: 'other' } } },
    };
    const object = objectOf('HelmRelease', { ...spec, chartRef: undefined }, 'silent');
    const good = objectOf(
      'HelmRelease',
      {
        chartRef: undefined,
        chart: { spec: { chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'registry' } } },
      },
      'fine',
    );
    expect(judged(object)).toContain('helm-release-chart-source-namespace');
    await Promise.all([object, good].map(apply));
    const chartOf = async (name: string) =>
      plane.client().find({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'HelmChart', namespace: NAMESPACE, name });
    // The good one, applied after it, has its chart and conditions.
    await waitFor('the HelmChart of the good release', () => chartOf('shop-fine'));
    await waitFor('conditions of the good release', async () =>
      at(await plane.client().get(referenceTo(good)), 'status', 'conditions'),
    );
    const silent = await plane.client().get(referenceTo(object));
    expect(at(silent, 'status', 'conditions')).toBeUndefined();
    expect(await chartOf('shop-silent')).toBeUndefined();
  });
});

describe('what works, but not as it reads', () => {
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'web', name: 'settings' };
  const ready = (object: KubernetesObject) =>
    waitFor(`${object.metadata.name} to be Ready`, async (observe) => {
      const now = await plane.client().get(referenceTo(object));
      observe(JSON.stringify(at(now, 'status', 'conditions') ?? null));
      return (
        conditionOf(now, 'Ready')?.status === 'True' &&
        at(now, 'status', 'observedGeneration') === at(now, 'metadata', 'generation')
      );
    });

  it('helm-release-values-no-map: the chart has its own values', async () => {
    const made = (name: string, values: unknown) =>
      objectOf(
        'HelmRelease',
        { chartRef: { kind: 'HelmChart', name: 'chart' }, serviceAccountName: ACCOUNT, values },
        name,
      );
    const [bad, good] = [made('text', 'color: red'), made('map', { color: 'red' })];
    expect(judged(bad)).toEqual(['helm-release-values-no-map']);
    expect(judged(good)).toEqual([]);
    await Promise.all([bad, good].map(apply));
    const colorOf = async (name: string) => {
      const map = await plane.client().find({ apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE, name });
      return map && textAt(map, 'data', 'color');
    };
    expect(await waitFor('the good release', () => colorOf('map'))).toBe('red');
    expect(await waitFor('the other one', () => colorOf('text'))).toBe('own');
  });

  it('git-repository-include-path: the path ends at the root', async () => {
    const lib = objectOf('GitRepository', { url: git.url('lib'), ref: { branch: 'main' } }, 'lib');
    const include = [{ repository: { name: 'lib' }, fromPath: '../../app', toPath: '../vendor' }];
    const object = objectOf('GitRepository', { url: git.url('lib'), ref: { branch: 'main' }, include }, 'out');
    expect(judged(object)).toEqual(['git-repository-include-path', 'git-repository-include-path']);
    await Promise.all([lib, object].map(apply));
    await ready(object);
  });

  it('kustomization-patch-namespace: nothing is patched, and the way forward patches', async () => {
    const make = (target: object) =>
      kustomization('patched', { targetNamespace: 'web', patches: [{ patch: operations, target }] });
    const bad = make({ kind: 'ConfigMap', namespace: 'web' });
    expect(judged(bad)).toEqual(['kustomization-patch-namespace']);
    await apply(bad);
    await ready(bad);
    expect(at(await plane.client().get(settings), 'data')).toEqual({ a: 'b' });
    const good = make({ kind: 'ConfigMap' });
    expect(judged(good)).toEqual([]);
    await apply(good);
    await waitFor('the patch', async () => textAt(await plane.client().get(settings), 'data', 'patched') === 'yes');
  });

  it('kustomization-health-check-itself: it is not waited for', async () => {
    const itself = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: NAMESPACE };
    const object = kustomization('itself', {
      targetNamespace: 'itself',
      healthChecks: [{ ...itself, name: 'itself' }],
    });
    expect(judged(object)).toEqual(['kustomization-health-check-itself']);
    await apply(object);
    await ready(object);
  });

  it('kustomization-variable-type: the way forward keeps the text', async () => {
    const good = kustomization('typed', {
      path: './version',
      targetNamespace: 'web',
      postBuild: { substitute: { VERSION: '"1.10"' } },
    });
    expect(judged(good)).toEqual([]);
    await apply(good);
    await ready(good);
    expect(at(await plane.client().get({ ...settings, name: 'version' }), 'data')).toEqual({ version: '1.10' });
  });

  it('kustomization-circle: neither is applied', async () => {
    const pair = ['left', 'right'].map((name, index) =>
      kustomization(name, { targetNamespace: 'other', dependsOn: [{ name: ['right', 'left'][index] }] }),
    );
    const cluster = new ClusterCollection('rules');
    cluster.add(factsOf(pair), pair.map(objectIdentity), { at: 'rules', directory: 'rules' });
    expect([...cluster.judge(true)].map(({ id }) => id)).toContain('kustomization-circle');
    await Promise.all(pair.map(apply));
    for (const object of pair) {
      await waitFor(`${object.metadata.name} to wait`, async () => {
        return conditionOf(await plane.client().get(referenceTo(object)), 'Ready')?.reason === 'DependencyNotReady';
      });
    }
    expect(await plane.client().find({ ...settings, namespace: 'other' })).toBeUndefined();
  });
});

describe('notifications', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'token', namespace: NAMESPACE },
    stringData: { token: 'user:x' },
  };

  /** The status code of a Receiver's answer. */
  async function call(receiver: KubernetesObject): Promise<number> {
    await apply(receiver);
    const path = await waitFor(`${receiver.metadata.name} to be Ready`, async (observe) => {
      const now = await plane.client().get(referenceTo(receiver));
      observe(JSON.stringify(at(now, 'status') ?? null));
      return conditionOf(now, 'Ready')?.status === 'True' ? textAt(now, 'status', 'webhookPath') : undefined;
    });
    const status = async () => (await fetch(`${notification.receivers}${path}`, { method: 'POST', body: '{}' })).status;
    // The controller's cache may not know the path yet.
    return waitFor('an answer', async () => {
      const now = await status();
      return now === 404 || now === 503 ? undefined : now;
    });
  }

  it.each([
    ['receiver-wildcard', [{ kind: 'GitRepository', name: '*' }]],
    ['receiver-namespace', [{ kind: 'GitRepository', name: 'apps', namespace: 'other' }]],
    ['receiver-api-version', [{ kind: 'Kustomization', name: 'source' }]],
  ])('%s: Ready, and each call fails', async (id, resources) => {
    await apply(secret);
    const bad = objectOf('Receiver', { type: 'generic', resources }, id);
    expect(judged(bad)).toEqual([id]);
    expect(await call(bad)).toBe(500);
    const good = objectOf(
      'Receiver',
      { type: 'generic', resources: [{ kind: 'GitRepository', name: 'apps' }] },
      'good',
    );
    expect(judged(good)).toEqual([]);
    expect(await call(good)).toBe(200);
  });

  it.each([
    ['provider-address-missing', { type: 'slack', address: undefined }, /invalid Slack hook URL/],
    [
      'provider-token-missing',
      { type: 'gitlab', address: 'https://gitlab.example.com/acme/apps' },
      /gitlab token cannot be empty/,
    ],
    [
      'provider-channel-missing',
      { type: 'nats', address: 'nats://127.0.0.1:1' },
      /NATS subject \(channel\) cannot be empty/,
    ],
    [
      'provider-zulip-channel',
      { type: 'zulip', address: 'https://zulip.example.com', channel: 'ops' },
      /invalid Zulip channel format/,
    ],
    [
      'provider-github-repository',
      { type: 'github', address: 'https://github.example.com/acme', secretRef: { name: 'token' } },
      /invalid repository id/,
    ],
    [
      'provider-gitea-repository',
      { type: 'gitea', address: 'https://gitea.example.com/acme', secretRef: { name: 'token' } },
      /invalid repository id/,
    ],
    [
      'provider-bitbucket-repository',
      { type: 'bitbucket', address: 'https://bitbucket.org/acme', secretRef: { name: 'token' } },
      /invalid repository id/,
    ],
    [
      'provider-azuredevops-repository',
      { type: 'azuredevops', address: 'https://dev.azure.com/acme/fleet', secretRef: { name: 'token' } },
      /invalid repository id/,
    ],
    [
      'provider-bitbucketserver-address',
      { type: 'bitbucketserver', address: 'https://git.example.com/acme/apps.git', secretRef: { name: 'token' } },
      /could not parse git address/,
    ],
    ['provider-address-url', { type: 'generic', address: 'hooks.example.com/x' }, /invalid URL|invalid URI/],
  ])('%s: no notification is sent', async (id, spec, message) => {
    await apply(secret);
    const provider = objectOf('Provider', spec, id);
    expect(judged(provider)).toEqual([id]);
    const alert = objectOf(
      'Alert',
      { providerRef: { name: id }, eventSources: [{ kind: 'Kustomization', name: id }] },
      id,
    );
    await Promise.all([provider, alert].map(apply));
    const involvedObject = {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      namespace: NAMESPACE,
      name: id,
    };
    let count = 0;
    const found = await waitFor(`an event about Alert ${id}`, async (observe) => {
      const body = {
        involvedObject,
        severity: 'info',
        timestamp: new Date().toISOString(),
        // Equal events are limited.
        message: `done ${count++}`,
        reason: 'ReconciliationSucceeded',
        reportingController: 'kustomize-controller',
        metadata: {
          'kustomize.toolkit.fluxcd.io/commit_status': 'update',
          'kustomize.toolkit.fluxcd.io/revision': 'main@sha1:abc',
        },
      };
      if (!/^(gitlab|github|gitea|bitbucket|azuredevops)/.test(String(at(provider, 'spec', 'type'))))
        body.metadata = {} as never;
      const answer = await fetch(`${notification.events}/`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      const events = await plane.client().list('v1', 'Event', { namespace: NAMESPACE });
      const about = events.filter(
        (event) =>
          textAt(event, 'involvedObject', 'name') === id && textAt(event, 'involvedObject', 'kind') === 'Alert',
      );
      observe(`${answer.status} ${about.map((event) => textAt(event, 'message')).join('; ')}`);
      // The controller may see the Alert before the Provider.
      const isEarly = (event: KubeObject) => textAt(event, 'message')?.includes('failed to read provider') === true;
      return about.find((event) => textAt(event, 'reason') === 'NotificationDispatchFailed' && !isEarly(event));
    });
    expect(textAt(found, 'message')).toMatch(message);
  });
});
