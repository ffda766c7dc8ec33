import { ApiObject, Duration } from 'cdk8s';
import { parse } from 'yaml';
import { Cluster, Component, Fleet, HelmChart, Source } from 'cdk8s-flux-fleet';
import { ControlPlane } from './harness/control-plane';
import { gotkComponents, installFluxCrds, installPlatform } from './harness/flux';
import { FluxController } from './harness/flux-controller';
import { parseObjects } from './harness/flux-manifests';
import { GitServer } from './harness/git-server';
import type { KubeClient } from './harness/kube-client';
import { at, conditionOf, type KubeObject } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import type { FileMap } from './harness/tar';
import { waitFor } from './harness/wait';
import { filesOfTree } from './model/world';

/*
 * Broken releases hold nobody else back: five releases that never become ready, then one commit that mends one of them
 * and changes something else. Flux's real source-, kustomize- and helm-controller read the repository from a Git server.
 * One cluster runs them with the flags that the fleet's patches give, the other one as Flux installs them.
 */

const BROKEN = ['one', 'two', 'three', 'four', 'five'] as const;
const HEALTHY = ['six', 'seven', 'eight'] as const;

/** For how long a Kustomization waits for what it applied. */
const PATIENCE = Duration.seconds(75);

interface State {
  /** Text of the ConfigMap that has nothing to do with the releases. */
  readonly notes: string;
  /** Releases that never become ready. */
  readonly broken: readonly string[];
}

const CHART: FileMap = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': 'broken: false\n',
  'web/templates/settings.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata: {broken: "{{ .Values.broken }}"}\n',
  // Nothing runs Deployments here: it never becomes available.
  'web/templates/web.yaml': `{{ if .Values.broken }}
apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}"}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example.com/web}]}
{{ end }}
`,
};

function fleetOf(git: GitServer, { notes, broken }: State): Fleet {
  const fleet = new Fleet({
    name: 'acme',
    source: Source.git({ url: git.url('fleet'), branch: 'main' }),
    bootstrap: 'gotk',
    defaults: {
      kustomization: { timeout: PATIENCE, interval: Duration.minutes(10), retryInterval: Duration.minutes(1) },
    },
  });
  new Cluster(fleet, 'factory');
  for (const name of [...BROKEN, ...HEALTHY]) {
    new Component(fleet, name, {
      chart: HelmChart.git({ url: git.url('charts'), branch: 'main', path: './web' }),
      values: { broken: broken.includes(name) },
    });
  }
  new Component(fleet, 'notes', {
    manifests: (chart) => {
      new ApiObject(chart, 'notes', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'notes' },
        data: { text: notes },
      });
    },
  });
  return fleet;
}

/** A cluster with Flux that follows the repository. */
interface World {
  readonly client: KubeClient;
  readonly stop: () => Promise<void>;
}

type Flags = Readonly<Record<'helm-controller' | 'kustomize-controller', readonly string[]>>;

/** Flux as it is installed: four workers, and a health check that nothing ends. */
const DEFAULTS = ['--concurrent=4', '--requeue-dependency=30s', '--feature-gates=CancelHealthCheckOnNewRevision=false'];
const FLUX_OWN: Flags = { 'kustomize-controller': DEFAULTS, 'helm-controller': DEFAULTS };

/** The flags that the patches of the cluster's list add. */
function generatedFlags(files: FileMap): Flags {
  const list = parse(String(files['dist/clusters/factory/kustomization.yaml'])) as {
    readonly patches: readonly { readonly target: { readonly name: string }; readonly patch: string }[];
  };
  const flagsOf = (name: string) =>
    list.patches
      .filter(({ target }) => target.name === name)
      .flatMap(({ patch }) => parse(patch) as readonly { readonly path: string; readonly value: string }[])
      .filter(({ path }) => path.endsWith('/args/-'))
      .map(({ value }) => value);
  return { 'kustomize-controller': flagsOf('kustomize-controller'), 'helm-controller': flagsOf('helm-controller') };
}

async function start(name: string, files: FileMap, flags: Flags): Promise<World> {
  const plane = await ControlPlane.start({ name, controllers: ['validatingadmissionpolicy-status'] });
  await installFluxCrds(plane);
  await installPlatform(plane);
  await KustomizeController.start(plane, { flags: flags['kustomize-controller'] });
  await FluxController.start(plane, 'source-controller');
  await FluxController.start(plane, 'helm-controller', flags['helm-controller']);
  const client = plane.client();
  const sync = String(files['dist/clusters/factory/flux-system/gotk-sync.yaml']);
  for (const object of parseObjects(sync)) await client.apply(object);
  return { client, stop: () => plane.stop() };
}

const SOURCE = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  name: 'flux-system',
  namespace: 'flux-system',
};

/** Lets a cluster look at the repository now, as a Receiver does. */
async function pull({ client }: World): Promise<void> {
  await client.patch(SOURCE, { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': String(Date.now()) } } });
}

/** The Kustomization of a component, or of the cluster's folder. */
async function kustomization({ client }: World, name: string): Promise<KubeObject | undefined> {
  return await client.find({
    ...{ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'flux-system' },
    name: name === 'flux-system' ? name : `infrastructure-${name}`,
  });
}

async function isReady(world: World, name: string, commit: string): Promise<boolean> {
  const object = await kustomization(world, name);
  const applied = object && at(object, 'status', 'lastAppliedRevision');
  return typeof applied === 'string' && applied.endsWith(commit) && conditionOf(object!, 'Ready')?.status === 'True';
}

/** Waits until Kustomizations are Ready at a commit. Returns the seconds. */
async function arrival(world: World, names: readonly string[], commit: string): Promise<number> {
  const since = performance.now();
  await waitFor(`${names.join(', ')} at ${commit}`, async (observe) => {
    const all = await Promise.all(names.map((name) => isReady(world, name, commit)));
    observe(all.join());
    return all.every(Boolean);
  });
  return (performance.now() - since) / 1000;
}

/**
 * The releases whose Kustomizations have waited for their whole timeout in vain, by what their histories keep: the condition
 * says so until the next attempt alone, which may begin at once.
 */
async function givenUp(world: World): Promise<string[]> {
  const names: string[] = [];
  for (const name of BROKEN) {
    const object = await kustomization(world, name);
    const history = ((object && at(object, 'status', 'history')) ?? []) as { readonly lastReconciledStatus: string }[];
    if (history.some(({ lastReconciledStatus }) => lastReconciledStatus === 'HealthCheckFailed')) names.push(name);
  }
  return names;
}

/** What happened on one cluster. */
interface Course {
  /** Seconds until a change is there while nothing is broken. */
  readonly alone: number;
  /** Seconds until a change is there while releases are broken. */
  readonly beside: number;
  /** Broken releases whose Kustomizations had given up by then. */
  readonly givenUp: readonly string[];
}

let git: GitServer;
let generated: Course;
let own: Course;
let givenUpWhenMended: readonly string[];
let argsInCluster: readonly string[];
let flags: Flags;

beforeAll(async () => {
  git = await GitServer.start();
  git.commit('charts', 'Add the chart', CHART);
  const components = (await gotkComponents()).map((object) => JSON.stringify(object)).join('\n---\n');
  const commit = (message: string, state: State) => {
    const files = filesOfTree(fleetOf(git, state).synthesize().tree);
    const all = { ...files, 'dist/clusters/factory/flux-system/gotk-components.yaml': components };
    return { files: all, id: git.commit('fleet', message, all) };
  };
  const first = commit('Begin', { notes: 'a', broken: [] });
  flags = generatedFlags(first.files);
  const worlds = await Promise.all([start('generated', first.files, flags), start('own', first.files, FLUX_OWN)]);
  try {
    const everywhere = async <T>(act: (world: World) => Promise<T>) => await Promise.all(worlds.map(act));
    await everywhere((world) => arrival(world, ['flux-system', 'notes', ...BROKEN, ...HEALTHY], first.id));

    const { id: changed } = commit('Change notes', { notes: 'b', broken: [] });
    await everywhere(pull);
    const alone = await everywhere((world) => arrival(world, ['notes'], changed));

    commit('Break five releases', { notes: 'b', broken: BROKEN });
    await everywhere(pull);
    await everywhere((world) =>
      waitFor('four workers to wait for broken releases', async (observe) => {
        const all = await Promise.all(BROKEN.map((name) => kustomization(world, name)));
        const waiting = all.filter((one) => one && conditionOf(one, 'Ready')?.status === 'Unknown');
        observe(String(waiting.length));
        return waiting.length >= 4;
      }),
    );

    const { id: mended } = commit('Mend one and change notes', { notes: 'c', broken: BROKEN.slice(1) });
    await everywhere(pull);
    const courses = await everywhere(async (world) => {
      const beside = await arrival(world, ['notes'], mended);
      const course = { beside, givenUp: await givenUp(world) };
      // At once: by the time that the other cluster has the change, these releases have given up too. And there,
      // helm-controller would wait five more minutes for what was broken before.
      if (world === worlds[0]) {
        await arrival(world, ['one'], mended);
        givenUpWhenMended = await givenUp(world);
      }
      return course;
    });
    const [ours, theirs] = courses.map((course, index) => ({ alone: alone[index]!, ...course }));
    generated = ours!;
    own = theirs!;
    const controller = await worlds[0].client.get({
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'kustomize-controller', namespace: 'flux-system' },
    });
    const [manager] = at(controller, 'spec', 'template', 'spec', 'containers') as {
      readonly args: readonly string[];
    }[];
    argsInCluster = manager!.args;
  } finally {
    await Promise.all(worlds.map(({ stop }) => stop()));
    await git.stop();
  }
  const line = (name: string, { alone, beside, givenUp }: Course) =>
    `${name}: ${alone.toFixed(1)} s alone, ${beside.toFixed(1)} s beside broken releases, ${givenUp.length} of them given up by then`;
  console.log([line('generated flags', generated), line("Flux's own flags", own)].join('\n'));
});

test("the cluster's controllers get the flags through the real kustomize-controller", () => {
  expect(argsInCluster).toEqual(expect.arrayContaining([...flags['kustomize-controller']]));
  expect(flags['kustomize-controller']).toContain('--concurrent=10');
});

test('with the generated flags a change arrives while broken releases are still waited for', () => {
  expect(generated.givenUp).toEqual([]);
});

test('and so does what mends one of them, although the controllers waited for it', () => {
  expect(givenUpWhenMended).toEqual([]);
});

test("with Flux's own flags it waits until one of them has given up", () => {
  expect(own.givenUp.length).toBeGreaterThan(0);
});
