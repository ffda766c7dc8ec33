import { App, Cluster, Component, Environment, Source, Tenant } from '../../src';
import { driftOf, formatDrift, wantedClusters } from '../../src/drift';
import { Cluster as Reader } from '../../src/drift/compare';
import { KubernetesObject } from '../../src/kubernetes/objects';
import { FLEET_CONVENTIONS } from '../../src/pipeline/guard/conventions';
import { ManifestTree } from '../../src/plan-entry';
import { configMap, newFleet } from '../support/fleets';

function fleetTree(): ManifestTree {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1');
  const far = new Cluster(fleet, 'far', { managedBy: eu });
  new Environment(fleet, 'prod', { clusters: [eu, far] });
  new Component(fleet, 'banner', { manifests: configMap });
  const web = new Tenant(fleet, 'web', { source: Source.git({ url: 'https://git.example.com/web', branch: 'main' }) });
  new App(web, 'shop', { path: './shop' });
  const { tree } = fleet.synthesize();
  return ManifestTree.of(tree.paths.map((path) => [path, tree.get(path)!] as const));
}

const wanted = () => wantedClusters(fleetTree(), FLEET_CONVENTIONS);

test('the objects of each cluster, with the labels that Flux gives them', () => {
  const clusters = wanted();
  expect(clusters.map(({ cluster, manager }) => [cluster, manager])).toEqual([
    ['eu-1', undefined],
    ['far', 'eu-1'],
  ]);
  const namespace = clusters[1]!.objects.find(
    ({ object }) => object.kind === 'Namespace' && object.metadata.name === 'prod-web',
  );
  expect(namespace?.kustomization).toBe('far/prod-web-access');
  expect(namespace?.object.metadata.labels).toMatchObject({
    'kustomize.toolkit.fluxcd.io/name': 'prod-web-access',
    'kustomize.toolkit.fluxcd.io/namespace': 'far',
  });
  expect(clusters[0]!.notCompared).toContain('Kustomization prod-web/shop: it reads from another source');
});

const deployment = (replicas: number, more: object = {}): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'prod-web', ...more },
  spec: { replicas },
});

type Compared = Parameters<typeof driftOf>[0];

const cluster = (objects: Compared['objects'], notCompared: readonly string[] = []): Compared => ({
  cluster: 'eu-1',
  objects,
  notCompared,
});

const one = (object: KubernetesObject, more: object = {}) => ({
  object,
  kustomization: 'prod-flux-system/web',
  ...more,
});

/** A cluster that has objects, and answers a dry run with others. */
function reader(
  live: readonly KubernetesObject[],
  applied: readonly KubernetesObject[],
  complaints: string[] = [],
): Reader {
  return {
    unreachable: () => undefined,
    live: () => ({ objects: live, complaints: [] }),
    applied: () => ({ objects: applied, complaints }),
  };
}

test('a field that somebody changed', () => {
  const drift = driftOf(cluster([one(deployment(3))]), reader([deployment(5)], [deployment(3)]));
  expect(drift).toEqual({
    cluster: 'eu-1',
    compared: 1,
    notCompared: [],
    drifted: [
      {
        object: 'Deployment prod-web/web',
        kustomization: 'prod-flux-system/web',
        fields: [{ path: 'spec.replicas', live: 5, wanted: 3 }],
      },
    ],
  });
  expect(formatDrift([drift])).toBe(`eu-1: 1 object differs, 1 compared
  Deployment prod-web/web, of Kustomization prod-flux-system/web
    spec.replicas: 5 in the cluster, 3 in the tree
`);
});

test('what the API server and controllers write is no drift', () => {
  const live = { ...deployment(3, { uid: 'a', resourceVersion: '7', generation: 2 }), status: { replicas: 3 } };
  const drift = driftOf(cluster([one(deployment(3))]), reader([live], [deployment(3, { resourceVersion: '8' })]));
  expect(drift.drifted).toEqual([]);
  expect(formatDrift([drift])).toBe('eu-1: no drift, 1 compared\n');
});

test('an object that is missing', () => {
  const drift = driftOf(cluster([one(deployment(3))]), reader([], []));
  expect(formatDrift([drift])).toBe(`eu-1: 1 object is missing, 1 compared
  missing Deployment prod-web/web, of Kustomization prod-flux-system/web
`);
});

test('a field that somebody added with kubectl, which Flux would remove', () => {
  const fields = { 'f:metadata': { 'f:annotations': { 'f:note': {} } }, 'f:spec': { 'f:replicas': {} } };
  const managedFields = [
    { manager: 'kubectl-annotate', operation: 'Update', fieldsV1: fields },
    { manager: 'kubectl-edit', operation: 'Update', subresource: 'status', fieldsV1: { 'f:status': { 'f:x': {} } } },
  ];
  const live = deployment(3, { annotations: { note: 'by hand' }, managedFields });
  const [found] = driftOf(cluster([one(deployment(3))]), reader([live], [live])).drifted;
  expect(found?.fields).toEqual([{ path: 'metadata.annotations.note', live: 'set with kubectl' }]);
});

test('a field that another controller owns too is left alone', () => {
  const fieldsV1 = { 'f:metadata': { 'f:annotations': { 'f:note': {} } } };
  const managedFields = ['kubectl-annotate', 'other'].map((manager) => ({ manager, operation: 'Update', fieldsV1 }));
  const live = deployment(3, { annotations: { note: 'x' }, managedFields });
  expect(driftOf(cluster([one(deployment(3))]), reader([live], [live])).drifted).toEqual([]);
});

test('items of lists that somebody added', () => {
  const container = { name: 'side', image: 'x' };
  const fieldsV1 = {
    'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"side"}': { '.': {}, 'f:image': {} } } } } },
  };
  const managedFields = [{ manager: 'kubectl-edit', operation: 'Update', fieldsV1 }];
  const live = {
    ...deployment(3, { managedFields }),
    spec: { replicas: 3, template: { spec: { containers: [container] } } },
  };
  const [found] = driftOf(cluster([one(deployment(3))]), reader([live], [live])).drifted;
  expect(found?.fields.map(({ path }) => path)).toEqual(['spec.template.spec.containers[{"name":"side"}].image']);
});

test('a Kustomization leaves ignored fields as they are', () => {
  const ignore = [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }];
  const drift = driftOf(cluster([one(deployment(3), { ignore })]), reader([deployment(5)], [deployment(3)]));
  expect(drift.drifted).toEqual([]);
});

test('an object that Flux applies once only is there, or missing', () => {
  const once = cluster([one(deployment(3), { once: true })]);
  expect(driftOf(once, reader([deployment(5)], [])).drifted).toEqual([]);
  expect(driftOf(once, reader([], [])).drifted).toHaveLength(1);
});

test('values of Secrets are hidden', () => {
  const secret = (password: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db', namespace: 'prod-web' },
    data: { password: Buffer.from(password).toString('base64') },
  });
  const drift = driftOf(cluster([one(secret('a-good-one'))]), reader([secret('another1')], [secret('a-good-one')]));
  expect(drift.drifted[0]?.fields.map(({ path }) => path)).toEqual(['data.password']);
  expect(JSON.stringify(drift)).not.toContain(Buffer.from('a-good-one').toString('base64'));
});

test('what a dry run refuses is not compared, and says why', () => {
  const complaint = 'Error from server (Invalid): Deployment.apps "web" is invalid: spec.selector: field is immutable';
  const drift = driftOf(cluster([one(deployment(3))]), reader([deployment(5)], [], [complaint]));
  expect(drift).toMatchObject({ compared: 0, drifted: [], notCompared: [`Deployment prod-web/web: ${complaint}`] });
});

test('a cluster that does not answer', () => {
  const silent: Reader = { ...reader([], []), unreachable: () => 'connection refused' };
  const drift = driftOf(cluster([one(deployment(3))]), silent);
  expect(drift.unreachable).toBe('connection refused');
  expect(formatDrift([drift])).toBe('eu-1: not compared, because it does not answer: connection refused\n');
});

test('rights that are missing are no drift', () => {
  const forbidden = 'Error from server (Forbidden): deployments.apps "web" is forbidden';
  const blind: Reader = { ...reader([], []), live: () => ({ objects: [], complaints: [forbidden] }) };
  expect(driftOf(cluster([one(deployment(3))]), blind)).toMatchObject({ drifted: [], unreachable: forbidden });
});

test('a kind whose CRD is missing is missing too', () => {
  const complaint = 'error: resource mapping not found for name: "web": no matches for kind "Alert" in version "v1"';
  const bare: Reader = { ...reader([], []), live: () => ({ objects: [], complaints: [complaint] }) };
  expect(driftOf(cluster([one(deployment(3))]), bare).drifted).toHaveLength(1);
});
