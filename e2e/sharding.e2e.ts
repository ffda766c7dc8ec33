import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ApiObject } from 'cdk8s';
import { Cluster, Component, Environment, Fleet, HelmChart, Source } from 'cdk8s-flux-fleet';
import { ControlPlane } from './harness/control-plane';
import { gotkComponents, installFluxCrds, installFluxOperatorCrds, installPlatform } from './harness/flux';
import { FluxController } from './harness/flux-controller';
import { parseObjects } from './harness/flux-manifests';
import { GitServer } from './harness/git-server';
import type { KubeClient } from './harness/kube-client';
import { at, textAt, type KubeObject } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import type { FileMap } from './harness/tar';
import { runTool } from './harness/tool';
import { listKustomizations, notReady, waitFor } from './harness/wait';
import { filesOfTree } from './model/world';

/*
 * A cluster whose Flux runs in shards: everything becomes Ready, although Kustomizations wait for others of other shards
 * and read sources of other shards, and each Kustomization is reconciled by the controller of its shard alone. Then a shard
 * comes, and takes what is its own. Once with the selectors that Flux Operator gives the controllers of each, and once with
 * the flags that the folder gives those of Flux's own manifests: kubectl applies them first, then Flux itself.
 */

type Installer = 'gotk' | 'operator';

const KEY = 'sharding.fluxcd.io/key';
const COMPONENTS = Array.from({ length: 8 }, (_, index) => `part-${index}`);

const CHART: FileMap = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/templates/settings.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata: {text: {{ .Values.text | quote }}}\n',
};

function fleetOf(git: GitServer, bootstrap: Installer, text: string, shards: readonly string[]): Fleet {
  const fleet = new Fleet({
    name: 'acme',
    source: Source.git({ url: git.url('fleet'), branch: 'main' }),
    bootstrap,
  });
  const factory = new Cluster(fleet, 'factory', { sharding: { shards } });
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

/** The flags that Flux Operator gives all controllers of a shard (0.59, internal/builder/templates.go). */
function operatorFlags(_: ControllerName, shard?: string): string[] {
  return [`--watch-label-selector=${shard === undefined ? `!${KEY}` : `${KEY}=${shard}`}`];
}

type ControllerName = 'helm-controller' | 'kustomize-controller' | 'source-controller';

const argsOf = (deployment: KubeObject) =>
  at(deployment, 'spec', 'template', 'spec', 'containers', '0', 'args') as readonly string[];

/** The flags that a cluster's Deployments have beyond those of Flux's manifests. */
async function deployedFlags(client: KubeClient, components: readonly KubeObject[]) {
  const deployments = new Map(
    (await client.list('apps/v1', 'Deployment', { namespace: 'flux-system' })).map((one) => [one.metadata.name, one]),
  );
  return (name: ControllerName, shard?: string): string[] => {
    const given = argsOf(components.find((one) => one.kind === 'Deployment' && one.metadata.name === name)!);
    const args = argsOf(deployments.get(shard === undefined ? name : `${name}-${shard}`)!);
    // Nobody serves the names of Services here.
    return args.filter((arg) => !given.includes(arg) && !arg.startsWith('--storage-adv-addr='));
  };
}

/** Starts the controllers of a shard; without a name those for objects that are in none. */
async function startShard(
  plane: ControlPlane,
  flagsOf: (name: ControllerName, shard?: string) => string[],
  shard?: string,
): Promise<KustomizeController> {
  await FluxController.start(plane, 'source-controller', flagsOf('source-controller', shard), shard);
  await FluxController.start(plane, 'helm-controller', flagsOf('helm-controller', shard), shard);
  const flags = flagsOf('kustomize-controller', shard);
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

/** The number of Kustomizations in files, and of the operator's. */
function kustomizationsIn(files: FileMap, installer: Installer): number {
  const objects = Object.values(files).flatMap((text) => parseObjects(String(text)));
  const listed = objects.filter(({ apiVersion }) => apiVersion.startsWith('kustomize.toolkit.fluxcd.io/')).length;
  return listed + (installer === 'operator' ? 1 : 0);
}

/** Applies the root as `flux-fleet bootstrap` says. */
async function applyRoot(plane: ControlPlane, files: FileMap): Promise<void> {
  const directory = await mkdtemp(join(plane.directory, 'tree-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, plane.kubeconfig(), { mode: 0o600 });
  const args = ['apply', '--server-side', '--force-conflicts', '--kustomize=dist/clusters/factory'];
  const done = await runTool('kubectl', args, { cwd: directory, env: { KUBECONFIG: kubeconfig } });
  expect(done).toMatchObject({ exitCode: 0, stderr: '' });
}

describe.each<Installer>(['operator', 'gotk'])('Flux that %s installs', (installer) => {
  let git: GitServer;
  let first: readonly KubeObject[];
  let reconciledFirst: readonly string[];
  let second: readonly KubeObject[];
  let charts: readonly KubeObject[];
  let texts: readonly unknown[];

  beforeAll(async () => {
    git = await GitServer.start();
    git.commit('charts', 'Add the chart', CHART);
    const components = await gotkComponents();
    const plane = await ControlPlane.start({ name: installer, controllers: ['validatingadmissionpolicy-status'] });
    try {
      await installFluxCrds(plane);
      await installFluxOperatorCrds(plane);
      await installPlatform(plane);
      const client = plane.client();
      const commit = (message: string, text: string, shards: readonly string[]) => {
        const files: FileMap = {
          ...filesOfTree(fleetOf(git, installer, text, shards).synthesize().tree),
          ...(installer === 'gotk'
            ? {
                'dist/clusters/factory/flux-system/gotk-components.yaml': components
                  .map((one) => JSON.stringify(one))
                  .join('\n---\n'),
              }
            : {}),
        };
        return { files, count: kustomizationsIn(files, installer), id: git.commit('fleet', message, files) };
      };
      const flags = async () => (installer === 'gotk' ? await deployedFlags(client, components) : operatorFlags);

      const begun = commit('Begin', 'one', ['a', 'b']);
      if (installer === 'gotk') await applyRoot(plane, begun.files);
      else for (const object of syncOf(begun.files)) await client.apply(object);
      const controllers = new Map<string, KustomizeController>();
      for (const shard of [undefined, 'a', 'b'])
        controllers.set(shard ?? 'none', await startShard(plane, await flags(), shard));
      first = await settled(client, begun.count, begun.id);
      reconciledFirst = await reconciled(controllers);

      const changed = commit('Add a shard', 'two', ['a', 'b', 'c']);
      if (installer === 'gotk') {
        await pull(client);
        const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'flux-system' };
        await waitFor('Flux to make the shard', () => client.find({ ...deployment, name: 'kustomize-controller-c' }));
      }
      await startShard(plane, await flags(), 'c');
      await pull(client);
      second = await settled(client, changed.count, changed.id);
      charts = await client.list('source.toolkit.fluxcd.io/v1', 'HelmChart');
      const maps = await client.list('v1', 'ConfigMap');
      texts = maps.filter(({ data }) => at(data, 'text') !== undefined).map(({ data }) => at(data, 'text'));
    } finally {
      await plane.stop();
      await git.stop();
    }
  });

  it('lets the controller of its shard alone reconcile each Kustomization', () => {
    expect(reconciledFirst).toEqual(expected(first));
    expect(new Set(first.map(shardOf))).toEqual(new Set([undefined, 'a', 'b']));
  });

  it('gives a new shard some of them, and moves no other one', () => {
    const before = new Map(first.map((one) => [one.metadata.name, shardOf(one)]));
    const moved = second.filter((one) => before.get(one.metadata.name) !== shardOf(one));
    expect(new Set(moved.map(shardOf))).toEqual(new Set(['c']));
  });

  it('has a HelmChart in the shard of its source', () => {
    expect(charts).toHaveLength(2);
    for (const chart of charts) expect(shardOf(chart)).toMatch(/^[abc]$/);
  });

  it('brings what changed everywhere', () => {
    expect(texts).toEqual(Array(COMPONENTS.length + 2).fill('two'));
  });
});
