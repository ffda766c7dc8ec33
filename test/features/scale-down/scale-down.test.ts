import { ApiObject, type Chart } from 'cdk8s';
import {
  App,
  Cluster,
  Component,
  Environment,
  HelmChart,
  Placement,
  ScaleDownProps,
  Tenant,
  TenantTrack,
} from '../../../src';
import { formatProblem } from '../../../src/core/problem';
import { guard, ManifestTree } from '../../../src/plan-entry';
import { git, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const UPTIME = [{ start: '0 7 * * 1-5', end: '0 19 * * 1-5', timezone: 'Europe/Berlin' }];
const DEV = Placement.environment('dev');

const workload =
  (name: string, spec: object = {}, kind = 'Deployment') =>
  (chart: Chart): void => {
    const labels = { app: name };
    new ApiObject(chart, name, {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name },
      spec: {
        ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name, image: 'registry.example.com/x:1' }] } },
        ...spec,
      },
    });
  };

const scaler = (chart: Chart, apiVersion: string, kind: string, target: object) =>
  void new ApiObject(chart, `scaler-${kind}`, {
    apiVersion,
    kind,
    metadata: { name: 'own' },
    spec: { scaleTargetRef: target, maxReplicas: 3 },
  });

/** A fleet with dev and prod, and KEDA. */
function fleetWith(props: Partial<ScaleDownProps<Loose>> | undefined, isRemote = false) {
  const fleet = newFleet();
  const hub = new Cluster(fleet, 'hub');
  const eu = isRemote ? new Cluster(fleet, 'eu', { managedBy: hub }) : hub;
  new Environment(fleet, 'dev', { clusters: [eu] });
  new Environment(fleet, 'prod', { clusters: [eu] });
  const chart = HelmChart.repository({ url: 'https://kedacore.github.io/charts', chart: 'keda', version: '2.18.x' });
  new Component(fleet, 'keda', { chart });
  const shop = new Tenant(fleet, 'shop', {
    source: git,
    isolation: 'relaxed',
    podSecurity: 'privileged',
    containerLimits: 'none',
  });
  if (props) fleet.scaleDown({ placement: DEV, uptime: UPTIME, ...props });
  return { fleet, shop };
}

const folder = (environment: string) => `clusters/hub/${environment}/tenants/shop`;
const SCALERS = `${folder('dev')}/scale-down/scale-down.yaml`;
const warningsOf = (fleet: ReturnType<typeof newFleet>) => fleet.synthesize().warnings.map(formatProblem);

test('workloads of manifests get a ScaledObject, and their replicas leave git', () => {
  const { fleet, shop } = fleetWith({ uptime: [...UPTIME, { start: '0 9 * * 6', end: '0 12 * * 6' }] });
  new App(shop, 'web', { manifests: workload('web', { replicas: 3 }) });
  new App(shop, 'db', { manifests: workload('db', {}, 'StatefulSet') });
  new App(shop, 'off', { manifests: workload('off', { replicas: 0 }) });
  expect(warningsOf(fleet)).toEqual([]);
  const [db, web, ...others] = objectsIn(fleet, SCALERS);
  expect(others).toEqual([]);
  expect(web).toEqual({
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'web', namespace: 'dev-shop' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicaCount: 0,
      maxReplicaCount: 3,
      triggers: [
        { type: 'cron', metadata: { ...UPTIME[0], desiredReplicas: '3' } },
        {
          type: 'cron',
          metadata: { start: '0 9 * * 6', end: '0 12 * * 6', timezone: 'Etc/UTC', desiredReplicas: '3' },
        },
      ],
    },
  });
  // Git never brings back a number that it does not have.
  expect(db.spec).toMatchObject({ maxReplicaCount: 1, advanced: { restoreToOriginalReplicaCount: true } });
  const replicasIn = (environment: string, app: string) =>
    objectsIn(fleet, `${folder(environment)}/workloads/shop/${app}/${app}.yaml`)[0].spec.replicas;
  expect([replicasIn('dev', 'web'), replicasIn('dev', 'off'), replicasIn('prod', 'web')]).toEqual([undefined, 0, 3]);
  expect(fleet.synthesize().tree.paths.filter((path) => path.includes('scale-down'))).toEqual([
    `${folder('dev')}/scale-down/kustomization.yaml`,
    SCALERS,
  ]);
});

test('workloads of charts and folders are named, and patched', () => {
  const { fleet, shop } = fleetWith(undefined);
  const web = new App(shop, 'web', {
    path: './web',
    patches: [{ patch: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } } }],
  });
  const chart = HelmChart.oci({ url: 'oci://charts.example.com/acme/mq', version: '1.0.0' });
  const queue = new App(shop, 'mq', { chart });
  new App(shop, 'odd', { path: './odd' });
  const track = new TenantTrack(shop, 'next', { source: git });
  new App(track, 'web', { path: './web' });
  const all = new App(shop, 'all', { path: './all' });
  fleet.scaleDown({
    ...{ placement: DEV, uptime: UPTIME, except: [all] },
    workloads: [
      { of: web, name: 'front', replicas: 2 },
      { of: queue, name: 'mq', kind: 'StatefulSet' },
    ],
  });
  const hint =
    'nothing tells the workloads of a folder, which run at all times: name them in workloads of scaleDown, or the app in its except';
  expect(warningsOf(fleet)).toEqual([
    expect.stringContaining(`[dev/hub/shop/next/web] ${hint}`),
    expect.stringContaining(`[dev/hub/shop/odd] ${hint}`),
  ]);
  const [mq, front] = objectsIn(fleet, SCALERS);
  expect(front.spec).toMatchObject({ maxReplicaCount: 2, advanced: { restoreToOriginalReplicaCount: true } });
  expect(mq.spec.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'mq' });
  expect(mq.spec.advanced).toBeUndefined();
  const patchOf = (kind: string, name: string) => ({
    patch: `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n  replicas: null\n`,
    target: { group: 'apps', kind, name },
  });
  const apps = objectsIn(fleet, `${folder('dev')}/apps/apps.yaml`);
  const ofWeb = apps.find((one: Parsed) => one.kind === 'Kustomization' && one.metadata.name === 'web');
  expect(ofWeb.spec.patches.slice(1)).toEqual([patchOf('Deployment', 'front')]);
  const release = objectsIn(fleet, `${folder('dev')}/workloads/shop/mq/mq.yaml`).find(
    (one: Parsed) => one.kind === 'HelmRelease',
  );
  expect(release.spec.postRenderers).toEqual([{ kustomize: { patches: [patchOf('StatefulSet', 'mq')] } }]);
});

test('a tenant stands for its own chart, and in except for all of its apps', () => {
  const { fleet } = fleetWith(undefined);
  const chart = HelmChart.oci({ url: 'oci://charts.example.com/acme/lab', version: '1.0.0' });
  const lab = new Tenant(fleet, 'lab', { source: git, chart });
  new App(lab, 'part', {});
  fleet.scaleDown({ placement: DEV, uptime: UPTIME, workloads: [{ of: lab, name: 'lab' }] });
  expect(objectsIn(fleet, SCALERS.replace('/shop/', '/lab/'))[0].spec.scaleTargetRef.name).toBe('lab');

  const other = fleetWith(undefined);
  new App(other.shop, 'web', { manifests: workload('web', { replicas: 2 }) });
  other.fleet.scaleDown({ placement: DEV, uptime: UPTIME, except: [other.shop] });
  expect(other.fleet.synthesize().tree.paths.filter((path) => path.includes('scale-down'))).toEqual([]);
});

test('the platform applies it, after access and KEDA, on a remote cluster too', () => {
  const { fleet, shop } = fleetWith({}, true);
  new App(shop, 'web', { manifests: workload('web') });
  const [found] = objectsIn(fleet, 'clusters/hub/remotes/eu/dev/tenants.yaml').filter(
    (one: Parsed) => one.metadata.name === 'dev-shop-scale-down',
  );
  expect(found.spec).toMatchObject({
    dependsOn: [{ name: 'access' }, { name: 'dev-shop-access' }, { name: 'infrastructure-keda' }],
    kubeConfig: { secretRef: { name: 'eu-kubeconfig' } },
    path: './dist/clusters/hub/remotes/eu/dev/tenants/shop/scale-down',
    serviceAccountName: 'kustomize-controller',
    wait: true,
  });
});

test('a cluster without KEDA is told of', () => {
  const fleet = newFleet();
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu')] });
  const shop = new Tenant(fleet, 'shop', { source: git, isolation: 'relaxed', podSecurity: 'privileged' });
  new App(shop, 'web', { manifests: workload('web') });
  fleet.scaleDown({ placement: DEV, uptime: UPTIME });
  expect(warningsOf(fleet)).toContainEqual(
    expect.stringMatching(
      /\[dev\/eu\/shop\] no component of cluster "eu" brings KEDA by its name, .*without it no cluster takes ScaledObjects: add one, such as HelmChart\.repository/,
    ),
  );
});

test('a statement that finds no app is told of', () => {
  expect(warningsOf(fleetWith({}).fleet)).toEqual([
    expect.stringContaining('[acme] scaleDown finds no Deployment and no StatefulSet: widen its placement, name '),
  ]);
});

const object =
  (apiVersion: string, kind: string, spec: object) =>
  (chart: Chart): void =>
    void new ApiObject(chart, kind, { apiVersion, kind, metadata: { name: 'own' }, spec });
const pod = { containers: [{ name: 'own', image: 'registry.example.com/x:1' }] };
const template = { metadata: { labels: { app: 'own' } }, spec: pod };
const daemonSet = object('apps/v1', 'DaemonSet', { selector: { matchLabels: { app: 'own' } }, template });
const cronJob = object('batch/v1', 'CronJob', {
  schedule: '0 3 * * *',
  jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } } },
});
const aboutScaleDown = (fleet: ReturnType<typeof newFleet>) =>
  warningsOf(fleet).filter((one) => one.includes('scaleDown'));

test('an app without a workload that is scaled down is told of, and a statement that finds nothing else', () => {
  const { fleet, shop } = fleetWith({});
  new App(shop, 'own', { manifests: daemonSet });
  expect(aboutScaleDown(fleet)).toEqual([
    expect.stringContaining('[acme] scaleDown finds no Deployment'),
    expect.stringContaining(
      '[dev/hub/shop/own] DaemonSet "own" runs outside of the uptime as well, as scaleDown scales Deployments and StatefulSets only: name the app in except of scaleDown',
    ),
  ]);
  const other = fleetWith(undefined);
  new App(other.shop, 'web', { manifests: workload('web') });
  other.fleet.scaleDown({
    ...{ placement: DEV, uptime: UPTIME },
    except: [new App(other.shop, 'own', { manifests: daemonSet })],
  });
  expect(aboutScaleDown(other.fleet)).toEqual([]);
});

test('others beside a Deployment are told of as well', () => {
  const { fleet, shop } = fleetWith({});
  new App(shop, 'web', {
    manifests: (chart) => {
      workload('web')(chart);
      cronJob(chart);
      daemonSet(chart);
    },
  });
  expect(aboutScaleDown(fleet)).toEqual([
    expect.stringMatching(
      /\[dev\/hub\/shop\/web\] (?=.*CronJob "own")(?=.*DaemonSet "own").* run outside of the uptime as well, .*: acknowledge the warning, or put them into an app of their own that except of scaleDown names/,
    ),
  ]);
});

test('a Deployment and a StatefulSet of one name get a ScaledObject each', () => {
  const both = (name: string) => (chart: Chart) => {
    workload(name)(chart);
    const labels = { app: `${name}-set` };
    new ApiObject(chart, `${name}-set`, {
      ...{ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name } },
      spec: { serviceName: name, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    });
  };
  const { fleet, shop } = fleetWith({});
  new App(shop, 'web', { manifests: both('web') });
  new App(shop, 'db', { manifests: workload('db', {}, 'StatefulSet') });
  const found = objectsIn(fleet, SCALERS).map(({ metadata, spec }: Parsed) => [
    metadata.name,
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
  ]);
  expect(found).toEqual([
    ['db', 'StatefulSet/db'],
    ['web', 'Deployment/web'],
    ['web-statefulset', 'StatefulSet/web'],
  ]);
  const long = 'a'.repeat(52);
  const other = fleetWith({});
  new App(other.shop, 'web', { manifests: both(long) });
  expect(problemsOf(other.fleet)).toEqual([
    expect.stringMatching(
      /^\[dev\/hub\/shop\] StatefulSet "a+" has the name of a Deployment, so that its ScaledObject is called "a+-statefulset", 64 bytes, and KEDA writes at most 63 into a label: give one of them another name/,
    ),
  ]);
});

test('KEDA is brought by a component whose names have a word that begins so', () => {
  const bringing = (name: string): boolean => {
    const fleet = newFleet();
    new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu')] });
    new Component(fleet, name, { path: `./${name}` });
    const shop = new Tenant(fleet, 'shop', { source: git, isolation: 'relaxed', podSecurity: 'privileged' });
    new App(shop, 'web', { manifests: workload('web') });
    fleet.scaleDown({ placement: DEV, uptime: UPTIME });
    return !warningsOf(fleet).some((one) => one.includes('brings KEDA'));
  };
  expect(['keda', 'my-keda', 'kedacore', 'mockedapi'].map(bringing)).toEqual([true, true, true, false]);
});

test('its end is no loss', () => {
  const trees = [{}, undefined].map((props) => {
    const { fleet, shop } = fleetWith(props);
    new App(shop, 'web', { manifests: workload('web', { replicas: 2 }) });
    const { tree } = fleet.synthesize();
    return ManifestTree.of(tree.paths.map((path) => [path, tree.get(path)!] as const));
  });
  const [base, next] = trees as [ManifestTree, ManifestTree];
  const clusters = { hub: 'clusters/hub' };
  const errors = (from: ManifestTree, to: ManifestTree) =>
    guard({ base: from, next: to, clusters, today: '2031-01-01' }).findings.filter(
      ({ severity }) => severity === 'error',
    );
  expect(errors(base, next)).toEqual([]);
  expect(errors(next, base)).toEqual([]);
});

describe('what is refused', () => {
  const only = (props: Partial<ScaleDownProps<Loose>>): string[] => {
    const { fleet, shop } = fleetWith(props);
    new App(shop, 'web', { manifests: workload('web') });
    return problemsOf(fleet);
  };

  test.each<[string, Partial<ScaleDownProps<Loose>>, RegExp]>([
    ['no times', { uptime: [] }, /uptime of scaleDown is empty, so that nothing ever runs: give the times/],
    [
      'a descriptor',
      { uptime: [{ start: '@daily', end: '0 1 * * *' }] },
      /start of the uptime of scaleDown is "@daily", and KEDA takes five fields only: write it as in "0 7 \* \* 1-5"/,
    ],
    [
      'no cron',
      { uptime: [{ start: '0 7 * * 1-9', end: '0 1 * * *' }] },
      /start .*"1-9" in the day of the week is out of/,
    ],
    [
      'a zone in it',
      { uptime: [{ start: '0 7 * * *', end: 'TZ=UTC 0 1 * * *' }] },
      /end .*time zone in it: give it as timezone/,
    ],
    [
      'equal ends',
      { uptime: [{ start: '0 7 * * *', end: '0 7 * * *' }] },
      /starts and ends with "0 7 \* \* \*": give the end/,
    ],
    [
      'an unknown zone',
      { uptime: [{ ...UPTIME[0]!, timezone: 'Berlin' }] },
      /timezone "Berlin" .* is no name of a time zone: write one/,
    ],
    [
      'another case',
      { uptime: [{ ...UPTIME[0]!, timezone: 'europe/berlin' }] },
      /"europe\/berlin" .*: write "Europe\/Berlin"/,
    ],
    [
      'an offset',
      { uptime: [{ ...UPTIME[0]!, timezone: '+02:00' }] },
      /timezone "\+02:00" .*: write one such as "Europe\/Berlin"/,
    ],
    [
      'an unknown environment',
      { placement: Placement.environment('qa') },
      /placement names the environment "qa", which does not exist: use one of dev, prod/,
    ],
    ['no placement', { placement: undefined }, /placement/],
  ])('%s', (_, props, message) => {
    expect(only(props)).toEqual([expect.stringMatching(message)]);
  });

  test('what else scales', () => {
    const { fleet, shop } = fleetWith({});
    new App(shop, 'web', {
      manifests: (chart) => {
        workload('web')(chart);
        scaler(chart, 'autoscaling/v2', 'HorizontalPodAutoscaler', {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'web',
        });
      },
    });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[dev\/hub\/shop\/web\] Deployment "web" is scaled by HorizontalPodAutoscaler "own", and KEDA refuses a second scaler: leave that one out here, or name the app in except of scaleDown/,
      ),
    ]);
  });

  test('progressive delivery', () => {
    const { fleet, shop } = fleetWith({});
    new App(shop, 'web', {
      manifests: workload('web'),
      progressive: {
        blueGreen: { iterations: 3 },
        provider: 'kubernetes',
        service: { port: 80 },
        metrics: { 'request-success-rate': { min: 99 } },
      },
    });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[dev\/hub\/shop\/web\] Deployment "web" is delivered progressively, and Flagger scales it: name/,
      ),
    ]);
  });

  test('a workload that manifests tell, a part of a chart, two statements', () => {
    const { fleet, shop } = fleetWith({ placement: Placement.cluster('hub') });
    const web = new App(shop, 'web', { manifests: workload('web') });
    const lab = new Tenant(fleet, 'lab', {
      source: git,
      chart: HelmChart.oci({ url: 'oci://charts.example.com/acme/lab', version: '1.0.0' }),
    });
    const part = new App(lab, 'part', {});
    fleet.scaleDown({ placement: DEV, uptime: UPTIME, except: [part], workloads: [{ of: web, name: 'web' }] });
    const text = problemsOf(fleet).join('\n');
    expect(text).toMatch(/\[dev\/hub\] two statements of scaleDown select this: narrow the placement of one/);
    expect(text).toMatch(/scaleDown names the app "part", which is a part of the chart of its tenant: give the tenant/);
  });
});
