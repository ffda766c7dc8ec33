import { ApiObject } from 'cdk8s';
import { Cluster, Component, Environment, Fleet, HelmChart, Source } from 'cdk8s-flux-fleet';
import { ControlPlane } from './harness/control-plane';
import { installFluxCrds, installFluxOperatorCrds, installPlatform } from './harness/flux';
import { FluxController } from './harness/flux-controller';
import { parseObjects } from './harness/flux-manifests';
import { GitServer } from './harness/git-server';
import type { KubeClient } from './harness/kube-client';
import { at, textAt, type KubeObject } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import type { FileMap } from './harness/tar';
import { listKustomizations, notReady, waitFor } from './harness/wait';
import { filesOfTree } from './model/world';

/*
 * A cluster whose Flux runs in shards, with the selectors that Flux Operator gives the controllers of each: everything
 * becomes Ready, although Kustomizations wait for others of other shards and read sources of other shards, and each
 * Kustomization is reconciled by the controller of its shard alone. Then a shard comes, and takes what is its own.
 */

const KEY = 'sharding.fluxcd.io/key';
const COMPONENTS = Array.from({ length: 8 }, (_, index) => `part-${index}`);

const CHART: FileMap = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/templates/settings.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata: {text: {{ .Values.text | quote }}}\n',
};

function fleetOf(git: GitServer, text: string, shards: readonly string[]): Fleet {
  const fleet = new Fleet({
    name: 'acme',
    source: Source.git({ url: git.url('fleet'), branch: 'main' }),
    bootstrap: 'operator',
  });
  const factory = new Cluster(fleet, 'factory', { fluxInstance: { sharding: { shards } } });
  const prod = new Environment(fleet, 'prod', { clusters: [factory] });
  const chart = HelmChart.git({ url: git.url('charts'), branch: 'main', path: './web' });
  // Beside the others, so that the source of the charts is in a shard, too.
  for (const name of ['web', 'shop']) new Component(prod, name, { chart, values: { text } });
  // Each waits for the one before it, so that some wait for one of another shard.
  let before: Component<Record<string, unknown>>[] = [];
  for (const name of COMPONENTS) {
    const component = new Component(prod, name, {
      dependsOn: before,
      manifests: (chart) => {
        new ApiObject(chart, 'notes', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { text } });
      },
    });
    before = [component];
  }
  return fleet;
}

/** The source and the Kustomization that Flux Operator makes of a FluxInstance. */
function syncOf(files: FileMap): KubeObject[] {
  const [instance] = parseObjects(String(files['dist/clusters/factory/flux-system/flux-instance.yaml']));
  const text = (field: string) => textAt(instance, 'spec', 'sync', field)!;
  const metadata = { name: 'flux-system', namespace: 'flux-system' };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: text('kind'),
      metadata,
      spec: { interval: '1m', url: text('url'), ref: { name: text('ref') } },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: {
        ...{ interval: '10m', path: text('path'), prune: true, serviceAccountName: 'kustomize-controller' },
        sourceRef: { kind: text('kind'), name: 'flux-system' },
      },
    },
  ];
}

/** Starts the controllers of a shard; without a name those for objects that are in none. */
async function startShard(plane: ControlPlane, shard?: string): Promise<KustomizeController> {
  const flags = [`--watch-label-selector=${shard === undefined ? `!${KEY}` : `${KEY}=${shard}`}`];
  await FluxController.start(plane, 'source-controller', flags, shard);
  await FluxController.start(plane, 'helm-controller', flags, shard);
  return await KustomizeController.start(plane, { flags, ...(shard === undefined ? {} : { shard }) });
}

const shardOf = ({ metadata }: KubeObject) => metadata.labels?.[KEY];

/** Lets source-controller look at all repositories now. */
async function pull(client: KubeClient): Promise<void> {
  const asked = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': String(Date.now()) } } };
  for (const { apiVersion, kind, metadata } of await client.list('source.toolkit.fluxcd.io/v1', 'GitRepository')) {
    await client.patch({ apiVersion, kind, name: metadata.name, namespace: metadata.namespace! }, asked);
  }
}

/** Waits until all Kustomizations are Ready at a commit. Returns them. */
async function settled(client: KubeClient, count: number, commit: string): Promise<KubeObject[]> {
  return await waitFor(`${count} Kustomizations at ${commit}`, async (observe) => {
    const all = await listKustomizations(client);
    const problems = all.flatMap((one) => {
      const problem = notReady(one, commit);
      return problem === undefined ? [] : [`${one.metadata.name}: ${problem}`];
    });
    observe(`${all.length}\n${problems.join('\n')}`);
    return all.length === count && problems.length === 0 ? all : undefined;
  });
}

/** Which controllers have reconciled which Kustomizations, as `shard namespace/name`. */
async function reconciled(controllers: ReadonlyMap<string, KustomizeController>): Promise<string[]> {
  const all: string[] = [];
  for (const [shard, controller] of controllers) {
    for (const name of (await controller.reconciliations()).keys()) all.push(`${shard} ${name}`);
  }
  return all.sort();
}

const expected = (objects: readonly KubeObject[]) =>
  objects.map((one) => `${shardOf(one) ?? 'none'} ${one.metadata.namespace}/${one.metadata.name}`).sort();

/** The number of Kustomizations in files, and the cluster's own one. */
function kustomizationsIn(files: FileMap): number {
  const objects = Object.values(files).flatMap((text) => parseObjects(String(text)));
  return 1 + objects.filter(({ apiVersion }) => apiVersion.startsWith('kustomize.toolkit.fluxcd.io/')).length;
}

let git: GitServer;
let first: readonly KubeObject[];
let reconciledFirst: readonly string[];
let second: readonly KubeObject[];
let charts: readonly KubeObject[];
let texts: readonly unknown[];

beforeAll(async () => {
  git = await GitServer.start();
  git.commit('charts', 'Add the chart', CHART);
  const plane = await ControlPlane.start({ name: 'sharding', controllers: ['validatingadmissionpolicy-status'] });
  try {
    await installFluxCrds(plane);
    await installFluxOperatorCrds(plane);
    await installPlatform(plane);
    const controllers = new Map<string, KustomizeController>();
    controllers.set('none', await startShard(plane));
    for (const shard of ['a', 'b']) controllers.set(shard, await startShard(plane, shard));
    const client = plane.client();
    const commit = (message: string, text: string, shards: readonly string[]) => {
      const files = filesOfTree(fleetOf(git, text, shards).synthesize().tree);
      return { files, id: git.commit('fleet', message, files) };
    };

    const begun = commit('Begin', 'one', ['a', 'b']);
    for (const object of syncOf(begun.files)) await client.apply(object);
    first = await settled(client, kustomizationsIn(begun.files), begun.id);
    reconciledFirst = await reconciled(controllers);

    await startShard(plane, 'c');
    const changed = commit('Add a shard', 'two', ['a', 'b', 'c']);
    await pull(client);
    second = await settled(client, kustomizationsIn(changed.files), changed.id);
    charts = await client.list('source.toolkit.fluxcd.io/v1', 'HelmChart');
    const maps = await client.list('v1', 'ConfigMap');
    texts = maps.filter(({ data }) => at(data, 'text') !== undefined).map(({ data }) => at(data, 'text'));
  } finally {
    await plane.stop();
    await git.stop();
  }
});

test('each Kustomization is reconciled by the controller of its shard alone', () => {
  expect(reconciledFirst).toEqual(expected(first));
  expect(new Set(first.map(shardOf))).toEqual(new Set([undefined, 'a', 'b']));
});

test('a new shard takes some of them, and no other one moves', () => {
  const before = new Map(first.map((one) => [one.metadata.name, shardOf(one)]));
  const moved = second.filter((one) => before.get(one.metadata.name) !== shardOf(one));
  expect(new Set(moved.map(shardOf))).toEqual(new Set(['c']));
});

test('a HelmChart is in the shard of its source', () => {
  expect(charts).toHaveLength(2);
  for (const chart of charts) expect(shardOf(chart)).toMatch(/^[abc]$/);
});

test('what changed has arrived everywhere', () => {
  expect(texts).toEqual(Array(COMPONENTS.length + 2).fill('two'));
});
