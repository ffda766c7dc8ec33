import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { Cluster, ClusterProps, Component, FleetProps, lockdownPatches } from '../../../src';
import { configMap, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

type Props = Partial<FleetProps<Loose>>;

/** A fleet with the cluster eu-1. */
function build(fleetProps: Props = {}, clusterProps: ClusterProps<Loose> = {}, components = 0) {
  const fleet = newFleet(fleetProps);
  new Cluster(fleet, 'eu-1', clusterProps);
  for (let index = 0; index < components; index++) {
    new Component(fleet, `c-${index}`, { manifests: configMap });
  }
  return fleet;
}

interface KustomizePatch {
  readonly target: { readonly name: string };
  readonly patch: string;
}

/** The patches of gotk's manifests after those of the lockdown. */
function patchesOf(fleet: ReturnType<typeof build>): KustomizePatch[] {
  const [list] = objectsIn(fleet, 'clusters/eu-1/kustomization.yaml');
  return (list as { patches: KustomizePatch[] }).patches.slice(lockdownPatches().length);
}

const instanceOf = (fleet: ReturnType<typeof build>): Parsed =>
  objectsIn(fleet, 'clusters/eu-1/flux-system/flux-instance.yaml')[0];

/** What the patches add, by controller: flags, or paths with their values. */
function added(patches: readonly KustomizePatch[]): Record<string, string[]> {
  return Object.fromEntries(
    patches.map(({ target, patch }) => [
      target.name,
      (parse(patch) as Parsed[])
        .filter(({ op }) => op === 'add')
        .map(({ path, value }) => (path.endsWith('/args/-') ? value : `${path.split('containers/0/')[1]}=${value}`)),
    ]),
  );
}

const CANCELS = '--feature-gates=CancelHealthCheckOnNewRevision=true';

test.each<[number, string]>([
  [0, '--concurrent=10'],
  [97, '--concurrent=10'],
  [120, '--concurrent=20'],
  [520, '--concurrent=40'],
])('a cluster of %d components has enough workers: %s', (components, concurrent) => {
  const flags = [concurrent, '--requeue-dependency=5s', CANCELS];
  expect(added(patchesOf(build({ bootstrap: 'gotk' }, {}, components)))).toEqual({
    'kustomize-controller': flags,
    'helm-controller': flags,
  });
  const { patches } = instanceOf(build({ bootstrap: 'operator' }, {}, components)).spec.kustomize;
  expect(added(patches)).toEqual({ 'kustomize-controller': flags, 'helm-controller': flags });
});

test.each<[NonNullable<Props['flux']>, boolean, boolean]>([
  ['2.6', false, false],
  ['2.7', true, false],
  ['2.8', true, true],
  ['2.9', true, true],
  ['2.10', true, true],
])('Flux %s has the gates that its controllers know', (flux, kustomize, helm) => {
  const flags = added(patchesOf(build({ bootstrap: 'gotk', flux })));
  expect(flags['kustomize-controller']?.includes(CANCELS)).toBe(kustomize);
  expect(flags['helm-controller']?.includes(CANCELS)).toBe(helm);
});

test("the cluster's settings win over the fleet's, key by key, and both over what the library chooses", () => {
  const fleet = build(
    {
      bootstrap: 'gotk',
      controllers: {
        'kustomize-controller': {
          ...{
            concurrent: 5,
            featureGates: { GroupChangeLog: true },
            flags: { 'kube-api-qps': 100, 'log-level': 'debug' },
          },
          limits: { cpu: 2, memory: '2Gi' },
        },
        'source-controller': { requests: { memory: '512Mi' }, flags: { 'helm-cache-max-size': 10 } },
      },
      fluxPatches: [{ target: { kind: 'Deployment' }, patch: '- op: remove\n  path: /metadata/labels/a\n' }],
    },
    {
      controllers: {
        'kustomize-controller': {
          ...{ concurrent: 15, requeueDependency: Duration.seconds(90) },
          ...{ featureGates: { CancelHealthCheckOnNewRevision: false }, flags: { 'kube-api-qps': 200 } },
          limits: { memory: '4Gi' },
        },
      },
      fluxPatches: [{ target: { kind: 'Namespace' }, patch: '- op: remove\n  path: /metadata/labels/b\n' }],
    },
  );
  expect(problemsOf(fleet)).toEqual([]);
  const patches = patchesOf(fleet);
  expect(added(patches.slice(0, 3))).toEqual({
    'source-controller': ['--helm-cache-max-size=10', 'resources/requests/memory=512Mi'],
    'kustomize-controller': [
      ...['--concurrent=15', '--requeue-dependency=1m30s'],
      '--feature-gates=CancelHealthCheckOnNewRevision=false,GroupChangeLog=true',
      ...['--kube-api-qps=200', '--log-level=debug', 'resources/limits/cpu=2', 'resources/limits/memory=4Gi'],
    ],
    'helm-controller': ['--concurrent=10', '--requeue-dependency=5s', CANCELS],
  });
  expect(patches.slice(3).map(({ target }) => target)).toEqual([{ kind: 'Deployment' }, { kind: 'Namespace' }]);
  for (const { patch } of patches.slice(0, 3)) {
    expect((parse(patch) as Parsed[])[0]).toMatchObject({ op: 'test', value: 'manager' });
  }
});

test('fields of the FluxInstance; its size brings the workers', () => {
  const fleet = build(
    {
      bootstrap: 'operator',
      fluxInstance: { registry: 'registry.example.com/fluxcd', size: 'small', labels: { a: 'b' } },
    },
    {
      fluxInstance: {
        ...{ size: 'large', imagePullSecret: 'registry', variant: 'enterprise-alpine', type: 'openshift' },
        ...{ domain: 'cluster.example', networkPolicy: false, storage: { class: 'fast', size: '10Gi' } },
        ...{
          artifact: 'oci://registry.example.com/manifests',
          artifactPullSecret: 'registry',
          annotations: { c: 'd' },
        },
      },
    },
  );
  expect(problemsOf(fleet)).toEqual([]);
  const { spec } = instanceOf(fleet);
  expect(spec).toMatchObject({
    distribution: {
      ...{ registry: 'registry.example.com/fluxcd', version: '2.9.x', variant: 'enterprise-alpine' },
      ...{ imagePullSecret: 'registry', artifactPullSecret: 'registry' },
      artifact: 'oci://registry.example.com/manifests',
    },
    cluster: {
      ...{ multitenant: true, tenantDefaultServiceAccount: 'default', size: 'large', type: 'openshift' },
      ...{ domain: 'cluster.example', networkPolicy: false },
    },
    storage: { class: 'fast', size: '10Gi' },
    commonMetadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
  });
  expect(added(spec.kustomize.patches)).toEqual({ 'kustomize-controller': [CANCELS], 'helm-controller': [CANCELS] });
});

test('a fleet-wide statement goes to the clusters that take it', () => {
  const fleet = newFleet({ fluxInstance: { size: 'small' }, controllers: { 'helm-controller': { concurrent: 3 } } });
  new Cluster(fleet, 'eu-1', { bootstrap: 'gotk' });
  new Cluster(fleet, 'eu-2', { bootstrap: 'operator' });
  new Cluster(fleet, 'eu-3');
  expect(problemsOf(fleet)).toEqual([]);
  expect(added(patchesOf(fleet))['helm-controller']).toContain('--concurrent=3');
});

const kustomize = (settings: object) => ({ controllers: { 'kustomize-controller': settings } }) as Props;

test.each<[Props, ClusterProps<Loose>, string[]]>([
  [
    { controllers: {}, fluxPatches: [], fluxInstance: {} },
    {},
    [
      "[acme] controllers is given, but no cluster takes it: say bootstrap: 'gotk' or bootstrap: 'operator', or leave it out",
      "[acme] fluxInstance is given, but no cluster takes it: say bootstrap: 'operator', or leave it out",
      "[acme] fluxPatches is given, but no cluster takes it: say bootstrap: 'gotk' or bootstrap: 'operator', or leave it out",
    ],
  ],
  [
    {},
    { controllers: {} },
    ["[eu-1] controllers is given, but somebody else installs Flux: say bootstrap: 'gotk' or 'operator'"],
  ],
  [
    { bootstrap: 'gotk' },
    { fluxInstance: {} },
    ["[eu-1] fluxInstance is given, but bootstrap is 'gotk': say bootstrap: 'operator', or leave it out"],
  ],
  [
    { bootstrap: 'gotk', ...kustomize({ featureGates: { CancelHealthChecksOnNewRevision: true } }) },
    {},
    [
      '[acme] controllers.kustomize-controller.featureGates.CancelHealthChecksOnNewRevision is not known to the kustomize-controller of Flux 2.9, which would not start: did you mean "CancelHealthCheckOnNewRevision"?',
    ],
  ],
  [
    { bootstrap: 'gotk', flux: '2.7' },
    { controllers: { 'helm-controller': { featureGates: { CancelHealthCheckOnNewRevision: true } } } },
    [
      '[eu-1] controllers.helm-controller.featureGates.CancelHealthCheckOnNewRevision is not known to the helm-controller of Flux 2.7, which would not start: leave it out, or give it to clusters with Flux 2.8, 2.9, 2.10 only',
    ],
  ],
  [
    {
      bootstrap: 'gotk',
      ...kustomize({
        flags: { concurrent: 3, '--log-level': 'debug', 'no-remote-bases': false, 'log-levle': 'x', zzzzz: 1 },
      }),
    },
    {},
    [
      '[acme] controllers.kustomize-controller.flags["--log-level"] begins with dashes: write "log-level"',
      '[acme] controllers.kustomize-controller.flags["concurrent"] has an option of its own: give concurrent',
      '[acme] controllers.kustomize-controller.flags["log-levle"] is not known to the kustomize-controller of Flux 2.9, which would not start: did you mean "log-level"?',
      '[acme] controllers.kustomize-controller.flags["no-remote-bases"] belongs to what holds tenants apart: leave it out',
      '[acme] controllers.kustomize-controller.flags["zzzzz"] is not known to the kustomize-controller of Flux 2.9, which would not start: leave it out',
    ],
  ],
  [
    { bootstrap: 'operator', ...kustomize({ requeueDependency: 5, requests: { cpu: 'much' }, concurrent: 0 }) },
    {},
    ['[acme] controllers.kustomize-controller.concurrent is 0: give a whole number from 1 to 1000'],
  ],
  [
    { bootstrap: 'operator', ...kustomize({ requeueDependency: 5, requests: { cpu: 'much' } }) },
    { controllers: { 'notification-controller': { requeueDependency: Duration.seconds(5) } } },
    [
      '[acme] controllers.kustomize-controller.requests.cpu "much" is not a quantity: write one such as 500m, 2 or 4Gi',
      '[acme] controllers.kustomize-controller.requeueDependency 5 is not a Duration: give one such as Duration.minutes(5)',
      '[eu-1] controllers.notification-controller.requeueDependency is given, but nothing that it works on waits for others: leave it out',
    ],
  ],
  [
    { bootstrap: 'gotk', fluxPatches: [{ patch: '' }, { patch: '- op: add\n  path: /a\n  value: b\n' }] },
    {},
    [
      '[acme] fluxPatches[0] is refused by kustomize, at character 1, the patch is empty: write an object or a list of operations',
      '[acme] fluxPatches[1] is refused by kustomize, at character 1, a JSON patch has no target: say which objects it changes',
    ],
  ],
  [
    { bootstrap: 'operator' },
    { controllers: { 'source-watcher': { concurrent: 2 } } },
    ['[eu-1] controllers.source-watcher is given, but the cluster has no such controller: add it to extraControllers'],
  ],
])('%j and %j are refused', (fleetProps, clusterProps, problems) => {
  expect(problemsOf(build(fleetProps, clusterProps))).toEqual(problems);
});

test('a remote cluster runs no Flux whose controllers could be set', () => {
  const fleet = newFleet({ bootstrap: 'gotk' });
  new Cluster(fleet, 'far', { managedBy: new Cluster(fleet, 'eu-1'), controllers: {} });
  expect(problemsOf(fleet)).toEqual([
    '[far] controllers is given, but the cluster runs no Flux: give it to its manager',
  ]);
});
