import { ApiObject } from 'cdk8s';
import { parse } from 'yaml';
import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from 'cdk8s-flux-fleet';
import { ManifestTree } from 'cdk8s-flux-fleet/plan';
import { wantedClusters } from '../src/drift';
import { loadOf, reconciledBy, reconciliationsOf } from '../src/ledger';
import { FLEET_CONVENTIONS } from '../src/pipeline/guard/conventions';
import { artifactsOf } from '../src/pipeline/model/artifacts';
import { ArtifactServer } from './harness/artifacts';
import { ControlPlane } from './harness/control-plane';
import { gotkComponents, installFluxCrds, installPlatform } from './harness/flux';
import { FluxController } from './harness/flux-controller';
import { parseObjects } from './harness/flux-manifests';
import { GitServer } from './harness/git-server';
import type { KubeClient } from './harness/kube-client';
import { at, conditionOf, referenceTo, textAt, type KubeObject } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import { pushArtifact } from './harness/push';
import { Registry } from './harness/registry';
import { StandInSourceWatcher } from './harness/source-watcher';
import type { FileMap } from './harness/tar';
import { waitFor } from './harness/wait';
import { filesOfTree } from './model/world';

/*
 * What a commit costs by kind of source: one cluster with Flux's real source- and kustomize-controller, with the flags that
 * the fleet gives them, follows its folder in Git, then as an OCI artifact per unit, in Git again, in Git that
 * source-watcher's stand-in splits per unit, and, whole, as an OCI artifact per cluster and environment. It goes from one to the next in the steps of the guard. With each it gets a
 * commit that changes one app, and one that changes another cluster alone.
 */

const TENANTS = process.env.E2E_FULL ? 50 : 6;
const APPS = ['api', 'web', 'jobs'] as const;

/** The app that changes. */
const CHANGED = { tenant: 'team-4', app: 'web' } as const;

type Kind = 'cluster' | 'git' | 'split' | 'unit';

/** The sources that the cluster reads, one after the other. */
const TOUR: readonly Kind[] = [
  'git',
  'unit',
  'git',
  'split',
  ...(process.env.E2E_FULL ? (['git', 'cluster'] as const) : []),
];

interface State {
  readonly source: Kind;
  readonly standby?: Kind;
  /** Text of the app that changes. */
  readonly text: string;
  /** Text of something on the other cluster. */
  readonly elsewhere: string;
}

let git: GitServer;
let registry: Registry;
let server: ArtifactServer;
let plane: ControlPlane;
let client: KubeClient;
let controller: KustomizeController;
let watcher: StandInSourceWatcher;
let components: string;
const contents = new Map<string, FileMap>();

function sourceOf(kind: Kind): Source {
  const repository = { url: git.url('fleet'), branch: 'main' } as const;
  if (kind === 'git') return Source.git(repository);
  if (kind === 'split') return Source.git({ ...repository, per: 'unit' });
  return Source.oci({ url: registry.url('fleet'), tag: 'latest', insecure: true, per: kind });
}

function fleetOf({ source, standby, text, elsewhere }: State): Fleet {
  const fleet = new Fleet({
    name: 'acme',
    source: sourceOf(source),
    ...(standby ? { standbySource: sourceOf(standby) } : {}),
    bootstrap: 'gotk',
    extraControllers: ['source-watcher'],
  });
  const factory = new Cluster(fleet, 'factory');
  const other = new Cluster(fleet, 'other');
  new Environment(fleet, 'prod', { clusters: [factory] });
  const configMap = (data: string) => (chart: ConstructorParameters<typeof ApiObject>[0]) => {
    new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', data: { text: data } });
  };
  new Component(other, 'notes', { manifests: configMap(elsewhere) });
  for (let number = 0; number < TENANTS; number++) {
    const tenant = new Tenant(fleet, `team-${number}`, { owners: [`team-${number}`] });
    for (const app of APPS) {
      const isChanged = tenant.name === CHANGED.tenant && app === CHANGED.app;
      new App(tenant, app, {
        manifests: (chart) => {
          const data = { text: isChanged ? text : 'as ever' };
          new ApiObject(chart, app, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: app }, data });
        },
      });
    }
  }
  return fleet;
}

/** What sources have to show once a commit has arrived. */
interface Expected {
  readonly commit: string;
  /** Digests of manifests, by the URL of their repository. */
  readonly digests: ReadonlyMap<string, string>;
}

/** Commits a state and pushes its artifacts, as a pipeline does. */
async function commit(message: string, state: State): Promise<Expected> {
  const { tree, resolved } = fleetOf(state).synthesize();
  const files: FileMap = {
    ...filesOfTree(tree),
    'dist/clusters/factory/flux-system/gotk-components.yaml': components,
    'dist/clusters/other/flux-system/gotk-components.yaml': components,
  };
  const id = git.commit('fleet', message, files);
  contents.set(`main@sha1:${id}`, files);
  const digests = new Map<string, string>();
  for (const { url, tag, folder, within, without = [] } of artifactsOf(resolved)) {
    const isOther = (path: string) => without.some((one) => path.startsWith(`dist/${one}/`));
    const own = Object.entries(files).filter(([path]) => path.startsWith(`dist/${folder}/`) && !isOther(path));
    const placed = own.map(([path, content]) => [`${within}${path.slice(`dist/${folder}`.length)}`, content] as const);
    const repository = url.slice(`oci://${registry.host}/`.length);
    digests.set(url, await pushArtifact({ host: registry.host, repository, tag }, Object.fromEntries(placed)));
  }
  return { commit: id, digests };
}

const FLUX_SOURCES = 'source.toolkit.fluxcd.io/v1';

async function sources(): Promise<KubeObject[]> {
  const kinds = ['GitRepository', 'OCIRepository', 'ExternalArtifact'];
  return (await Promise.all(kinds.map((kind) => client.list(FLUX_SOURCES, kind)))).flat();
}

async function kustomizations(): Promise<KubeObject[]> {
  return await client.list('kustomize.toolkit.fluxcd.io/v1', 'Kustomization');
}

/** Lets source-controller look at all sources now, as a poll or a Receiver does. */
async function pull(): Promise<void> {
  const fetched = (await sources()).filter(({ kind }) => kind !== 'ExternalArtifact');
  const annotations = { 'reconcile.fluxcd.io/requestedAt': String(Date.now()) };
  await Promise.all(fetched.map((one) => client.patch(referenceTo(one), { metadata: { annotations } })));
}

const revisionOf = (source: KubeObject | undefined) => source && textAt(source, 'status', 'artifact', 'revision');

/** Sources and Kustomizations that have not arrived at a commit. */
async function missing({ commit: id, digests }: Expected): Promise<string[]> {
  const [all, applied] = [await sources(), await kustomizations()];
  const byName = new Map(all.map((one) => [`${one.kind}/${one.metadata.namespace}/${one.metadata.name}`, one]));
  const late = all.filter((one) => {
    const revision = revisionOf(one);
    if (one.kind === 'GitRepository') return revision?.endsWith(id) !== true;
    if (one.kind === 'OCIRepository')
      return revision?.endsWith(digests.get(textAt(one, 'spec', 'url')!) ?? '?') !== true;
    return revision === undefined;
  });
  const generators = await client.list('source.extensions.fluxcd.io/v1beta1', 'ArtifactGenerator');
  const unmade = generators.filter(({ metadata: { namespace, name, generation } }) => {
    return !watcher.state.includes(`${namespace}/${name} ${generation} main@sha1:${id}`);
  });
  const waiting = applied.filter((one) => {
    const { namespace, generation } = one.metadata;
    const kind = textAt(one, 'spec', 'sourceRef', 'kind');
    const source = byName.get(`${kind}/${namespace}/${textAt(one, 'spec', 'sourceRef', 'name')}`);
    const revision = revisionOf(source);
    return (
      revision === undefined ||
      conditionOf(one, 'Ready')?.status !== 'True' ||
      at(one, 'status', 'observedGeneration') !== generation ||
      textAt(one, 'status', 'lastAppliedRevision') !== revision
    );
  });
  return [...late, ...unmade, ...waiting].map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
}

/** Waits until all of Flux is Ready at a commit, and nothing is left to do. */
async function arrival(what: string, expected: Expected): Promise<void> {
  await waitFor(`all to be Ready: ${what}`, async (observe) => {
    const left = await missing(expected);
    observe(`${left.length} missing: ${left.slice(0, 5).join(', ')}`);
    return left.length === 0;
  });
}

/** Waits until kustomize-controller does nothing more, and returns what it has done. */
async function quiet(): Promise<ReadonlyMap<string, number>> {
  let last = '';
  let same = 0;
  return await waitFor('kustomize-controller to be quiet', async (observe) => {
    const counts = await controller.reconciliations();
    const now = JSON.stringify([...counts].sort());
    same = now === last ? same + 1 : 0;
    last = now;
    observe(`${same} ${now.length}`);
    return same >= 8 ? counts : undefined;
  });
}

/** Kustomizations that were reconciled between two counts, each as often as it was. */
function between(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  return [...after].flatMap(([name, count]) => Array<string>(count - (before.get(name) ?? 0)).fill(name));
}

/** A number of reconciliations, as the model of the load gives it. */
type Foreseen = ReturnType<typeof reconciliationsOf>;

/** What two commits cost. */
interface Cost {
  readonly kind: Kind;
  readonly kustomizations: number;
  /** Seconds from the commit until the changed app is Ready, and until everything is. */
  readonly app: number;
  readonly all: number;
  /** Kustomizations that read what the changed app's does. */
  readonly beside: readonly string[];
  /** Kustomizations that were reconciled for the change of one app. */
  readonly changed: readonly string[];
  /** The number that `flux-fleet cost --load` has for such a change, and for any commit. */
  readonly foreseen: { readonly changed: Foreseen; readonly commit: Foreseen };
  /** Those that were reconciled for a commit that changes another cluster alone. */
  readonly unchanged: readonly string[];
  /** How often what waits for another Kustomization can have looked again during each of the two, at least once. */
  readonly looks: { readonly changed: number; readonly commit: number };
}

/** Seconds after which Flux looks again at what waits, by the flags that it runs with here. */
const REQUEUE = 5;

const APP = { namespace: `prod-${CHANGED.tenant}`, name: CHANGED.app };

async function hasArrived(text: string): Promise<boolean> {
  const object = await client.get({ apiVersion: 'v1', kind: 'ConfigMap', ...APP });
  if (at(object, 'data', 'text') !== text) return false;
  const name = `${APP.namespace}.${APP.name}`;
  const kustomization = await client.get({
    ...{ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'prod-flux-system', name },
  });
  const attempted = textAt(kustomization, 'status', 'lastAttemptedRevision');
  const isApplied = textAt(kustomization, 'status', 'lastAppliedRevision') === attempted;
  return isApplied && conditionOf(kustomization, 'Ready')?.status === 'True';
}

/** What the model of the load says of a state. */
function foreseenFor(state: State): Cost['foreseen'] {
  const { tree } = fleetOf(state).synthesize();
  const files = Object.entries(filesOfTree(tree)) as Array<[string, string]>;
  const wanted = wantedClusters(ManifestTree.of(files), FLEET_CONVENTIONS, 'dist');
  const factory = wanted.find(({ cluster }) => cluster === 'factory')!;
  const objects = factory.objects.map(({ object }) => object);
  const names = new Set(reconciledBy(objects)(`prod-flux-system/${APP.namespace}.${APP.name}`));
  const changed = objects.filter(
    ({ kind, metadata }) => kind === 'Kustomization' && names.has(`${metadata.namespace}/${metadata.name}`),
  );
  const [load] = loadOf([factory]);
  return { changed: reconciliationsOf(changed), commit: load!.perCommit };
}

let texts = 0;

/** Measures both commits in a state. Returns the state as it is afterwards, too. */
async function measure(state: State): Promise<{ readonly cost: Cost; readonly state: State }> {
  const before = await quiet();
  const changed = { ...state, text: `text ${++texts}` };
  const expected = await commit(`Change one app on ${state.source}`, changed);
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  await pull();
  await waitFor('the app to be Ready', () => hasArrived(changed.text), { intervalMs: 100 });
  const app = seconds();
  await arrival('after a change of one app', expected);
  const all = seconds();
  const between1 = await quiet();
  const begin = seconds();
  const next = { ...changed, elsewhere: `elsewhere ${++texts}` };
  const nothing = await commit(`Change the other cluster on ${state.source}`, next);
  await pull();
  await arrival('after a change of the other cluster', nothing);
  const time = seconds() - begin;
  const after = await quiet();
  const looks = (during: number) => Math.max(1, Math.ceil(during / REQUEUE));
  const applied = await kustomizations();
  const read = ({ metadata, spec }: KubeObject) => `${metadata.namespace} ${JSON.stringify(at(spec, 'sourceRef'))}`;
  const ofApp = read(applied.find(({ metadata }) => metadata.name === `${APP.namespace}.${APP.name}`)!);
  const beside = applied
    .filter((one) => read(one) === ofApp)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const cost: Cost = {
    ...{ kind: state.source, kustomizations: applied.length, beside, app, all },
    foreseen: foreseenFor(next),
    ...{ changed: between(before, between1), unchanged: between(between1, after) },
    looks: { changed: looks(all), commit: looks(time) },
  };
  return { cost, state: next };
}

/** The objects that Flux applies, with their uids; sources and what makes them come and go with the kind of source. */
async function uids(): Promise<Readonly<Record<string, string>>> {
  const all = await client.listAll();
  const own = all.filter(
    ({ apiVersion, metadata: { labels } }) =>
      labels?.['kustomize.toolkit.fluxcd.io/name'] !== undefined && !apiVersion.startsWith('source.'),
  );
  return Object.fromEntries(
    own.map(({ kind, metadata: { namespace = '', name, uid } }) => [`${kind} ${namespace}/${name}`, uid!]),
  );
}

/** The flags that the patches of the cluster's list give kustomize-controller. */
function flagsIn(files: FileMap): string[] {
  const list = parse(String(files['dist/clusters/factory/kustomization.yaml'])) as {
    readonly patches: readonly { readonly target: { readonly name: string }; readonly patch: string }[];
  };
  return list.patches
    .filter(({ target }) => target.name === 'kustomize-controller')
    .flatMap(({ patch }) => parse(patch) as readonly { readonly path: string; readonly value: string }[])
    .filter(({ path }) => path.endsWith('/args/-'))
    .map(({ value }) => value);
}

/** Goes over to another source in the steps of the guard. */
async function goOver(state: State, to: Kind): Promise<State> {
  const from = state.source;
  const steps: State[] = [
    { ...state, standby: to },
    { ...state, source: to, standby: from },
    { text: state.text, elsewhere: state.elsewhere, source: to },
  ];
  for (const [index, step] of steps.entries()) {
    const expected = await commit(`From ${from} to ${to}, step ${index + 1}`, step);
    await pull();
    await arrival(`from ${from} to ${to}, step ${index + 1}`, expected);
  }
  return steps[2]!;
}

const costs: Cost[] = [];
const kept: Array<readonly [move: string, uids: Readonly<Record<string, string>>]> = [];
let first: Readonly<Record<string, string>>;
let flags: readonly string[];

beforeAll(async () => {
  git = await GitServer.start();
  registry = await Registry.start();
  server = await ArtifactServer.start();
  components = (await gotkComponents()).map((object) => JSON.stringify(object)).join('\n---\n');
  plane = await ControlPlane.start({ name: 'factory', controllers: ['validatingadmissionpolicy-status'] });
  try {
    client = plane.client();
    await installFluxCrds(plane);
    await installPlatform(plane);
    let state: State = { source: 'git', text: 'text 0', elsewhere: 'elsewhere 0' };
    const expected = await commit('Begin', state);
    // The gate for artifacts comes with the first source that needs it, and the controllers run all the time.
    flags = flagsIn(filesOfTree(fleetOf({ ...state, source: 'split' }).synthesize().tree));
    controller = await KustomizeController.start(plane, { flags });
    await FluxController.start(plane, 'source-controller');
    watcher = StandInSourceWatcher.start({ plane, server, content: (revision) => contents.get(revision) });
    const sync = String(
      contents.get(`main@sha1:${expected.commit}`)!['dist/clusters/factory/flux-system/gotk-sync.yaml'],
    );
    for (const object of parseObjects(sync)) await client.apply(object);
    await arrival('the first commit', expected);
    first = await uids();
    for (const kind of TOUR) {
      if (kind !== state.source) {
        const from = state.source;
        state = await goOver(state, kind);
        kept.push([`${from} to ${kind}`, await uids()]);
      }
      if (costs.some((cost) => cost.kind === kind)) continue;
      const measured = await measure(state);
      costs.push(measured.cost);
      state = measured.state;
    }
  } finally {
    await plane.stop();
    await Promise.all([git.stop(), registry.stop(), server.stop()]);
  }
  const spanOf = ({ least, most }: Foreseen) => `${least}–${most}`;
  const line = ({ kind, kustomizations, app, all, changed, unchanged, foreseen }: Cost) =>
    `${kind} (foreseen ${spanOf(foreseen.changed)} and ${spanOf(foreseen.commit)}): one app of ${TENANTS * APPS.length} Ready in ${app.toFixed(1)} s, all of ${kustomizations} Kustomizations in ${all.toFixed(1)} s, ${changed.length} reconciliations; ${unchanged.length} for a commit that changes another cluster`;
  console.log(costs.map(line).join('\n'));
});

const costOf = (kind: Kind) => costs.find((cost) => cost.kind === kind)!;

test('with Git every commit reconciles every Kustomization', () => {
  const { kustomizations: all, changed, unchanged } = costOf('git');
  expect(new Set(changed).size).toBe(all);
  expect(new Set(unchanged).size).toBe(all);
});

test.each(['unit', 'split'] as const)('with %s a change of one app reconciles that app', (kind) => {
  const { changed, unchanged } = costOf(kind);
  // kustomize-controller sorts what a new revision wakes by dependencies, and wakes the direct ones along.
  const woken = [`${APP.namespace}.${APP.name}`, `${CHANGED.tenant}-access`].map((name) => `prod-flux-system/${name}`);
  expect(new Set(changed)).toEqual(new Set(woken));
  expect(changed.length).toBeLessThanOrEqual(5);
  expect(unchanged).toEqual([]);
});

test.each([...new Set(TOUR)])('the load of %s is foreseen to within 30 %%', (kind) => {
  const { changed, unchanged, foreseen, looks } = costOf(kind);
  for (const [measured, { least, most }, again] of [
    [changed.length, foreseen.changed, looks.changed],
    [unchanged.length, foreseen.commit, looks.commit],
  ] as const) {
    expect(measured).toBeGreaterThanOrEqual(0.7 * least);
    // A machine that takes longer than one look has more of them.
    expect(measured).toBeLessThanOrEqual(1.3 * (least + again * (most - least)));
  }
});

if (TOUR.includes('cluster')) {
  test('with an artifact for each cluster and environment a change of one app reconciles its environment', () => {
    const { changed, unchanged, beside, kustomizations: all } = costOf('cluster');
    expect(new Set(changed)).toEqual(new Set(beside));
    expect(beside.length).toBeGreaterThan(TENANTS * APPS.length);
    expect(beside.length).toBeLessThan(all);
    expect(unchanged).toEqual([]);
  });
}

test('the gate for artifacts comes with the flags that the fleet gives', () => {
  expect(flags.some((flag) => flag.includes('ExternalArtifact=true'))).toBe(true);
});

test('going from one source to another deletes and recreates nothing', () => {
  expect(kept.map(([move]) => move)).toEqual(TOUR.slice(1).map((kind, index) => `${TOUR[index]} to ${kind}`));
  for (const [, after] of kept) expect(after).toEqual(first);
  expect(Object.keys(first).length).toBeGreaterThan(TENANTS * APPS.length);
});
