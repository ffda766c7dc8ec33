import { Duration } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from '../../../src';
import { artifactsOf } from '../../../src/pipeline/model/artifacts';
import { configMap, git, Loose, newFleet, objectsIn, problemsOf } from '../../support/fleets';

const URL = 'oci://registry.example.com/acme/fleet';
const perCluster = Source.oci({ url: URL, tag: 'latest', per: 'cluster' });
const perUnit = Source.oci({ url: URL, tag: 'latest', per: 'unit' });
const split = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main', per: 'unit' });

/** The place in the program is not the point. */
const withoutPlace = (problem: string) => problem.replace(/ \([^()]*\.ts:\d+\)$/, '');

const told = (fleet: Fleet<Loose>) => problemsOf(fleet).map(withoutPlace);

/** The sources of a file, as `kind namespace/name url reference`. */
function sourcesIn(fleet: Fleet<Loose>, path: string): string[] {
  return objectsIn(fleet, path)
    .filter(({ kind }) => /Repository$/.test(kind))
    .map(({ kind, metadata, spec }) => {
      const [ref] = Object.values(spec.ref as object);
      return `${kind} ${metadata.namespace}/${metadata.name} ${spec.url} ${ref}`;
    });
}

/** What the Kustomizations of a file read. */
function readIn(fleet: Fleet<Loose>, path: string): Record<string, string> {
  const all = objectsIn(fleet, path).filter(({ kind }) => kind === 'Kustomization');
  return Object.fromEntries(
    all.map(({ metadata, spec }) => [metadata.name, `${spec.sourceRef.kind} ${spec.sourceRef.name}`]),
  );
}

describe('overrides', () => {
  const overridden = (props: { readonly branch?: string; readonly source?: Source } = {}) => {
    const fleet = newFleet();
    const core = new Cluster(fleet, 'core');
    const edge = new Cluster(fleet, 'edge', { source: perCluster });
    const kiosk = new Cluster(fleet, 'kiosk', { managedBy: edge });
    new Environment(fleet, 'prod', { clusters: [core, edge, kiosk], ...props });
    new Component(fleet, 'notes', { manifests: configMap });
    new App(new Tenant(fleet, 'team', { owners: ['team'] }), 'web', { manifests: configMap });
    return fleet;
  };

  test("a cluster's source holds for it, its environments and the clusters that it deploys to", () => {
    const fleet = overridden();
    expect(readIn(fleet, 'clusters/core/flux-system/gotk-sync.yaml')).toEqual({
      'flux-system': 'GitRepository flux-system',
    });
    expect(sourcesIn(fleet, 'clusters/core/environments.yaml')).toEqual([
      'GitRepository prod-flux-system/fleet https://git.example.com/acme/fleet main',
    ]);
    expect(sourcesIn(fleet, 'clusters/edge/flux-system/gotk-sync.yaml')).toEqual([
      `OCIRepository flux-system/flux-system ${URL}/edge latest`,
    ]);
    expect(sourcesIn(fleet, 'clusters/edge/environments.yaml')).toEqual([
      `OCIRepository prod-flux-system/fleet ${URL}/edge/prod latest`,
    ]);
    expect(sourcesIn(fleet, 'clusters/edge/remotes/kiosk.yaml')).toEqual([
      `OCIRepository kiosk/fleet ${URL}/edge/remotes/kiosk latest`,
      `OCIRepository kiosk/fleet-prod ${URL}/edge/remotes/kiosk/prod latest`,
    ]);
    expect(readIn(fleet, 'clusters/edge/remotes/kiosk.yaml')).toMatchObject({
      'infrastructure-notes': 'OCIRepository fleet',
      prod: 'OCIRepository fleet-prod',
    });
  });

  test("an environment's branch is the tag of its artifacts, and its own source wins over all", () => {
    const branched = overridden({ branch: 'release/1.x' });
    expect(sourcesIn(branched, 'clusters/core/environments.yaml')).toEqual([
      'GitRepository prod-flux-system/fleet https://git.example.com/acme/fleet release/1.x',
    ]);
    expect(sourcesIn(branched, 'clusters/edge/environments.yaml')).toEqual([
      `OCIRepository prod-flux-system/fleet ${URL}/edge/prod release-1.x`,
    ]);
    const own = overridden({
      source: Source.oci({ url: 'oci://registry.example.com/prod', tag: 'stable', per: 'unit' }),
    });
    expect(sourcesIn(own, 'clusters/core/environments.yaml')).toEqual([
      'OCIRepository prod-flux-system/fleet oci://registry.example.com/prod/core/prod stable',
    ]);
    expect(readIn(own, 'clusters/edge/environments.yaml')).toEqual({ prod: 'OCIRepository fleet' });
    expect(readIn(own, 'clusters/edge/prod/tenants.yaml')).toMatchObject({
      'team-access': 'OCIRepository fleet-team-access',
    });
    expect(own.synthesize().tree.get('clusters/edge/sources.yaml')).toBeUndefined();
  });

  test('artifacts are those of what reads them, with the branch that they are pushed from', () => {
    const { resolved } = overridden({ branch: 'release/1.x' }).synthesize();
    const common = { tag: 'latest' };
    const [one, two, three, four, ...others] = artifactsOf(resolved);
    expect(others).toEqual([]);
    expect(one).toEqual({
      ...{ ...common, cluster: 'edge', url: `${URL}/edge`, folder: 'clusters/edge', within: 'dist/clusters/edge' },
      without: ['clusters/edge/prod', 'clusters/edge/remotes/kiosk'],
    });
    expect(two).toEqual({
      ...{ cluster: 'edge', environment: 'prod', tag: 'release-1.x', branch: 'release/1.x', url: `${URL}/edge/prod` },
      ...{ folder: 'clusters/edge/prod', within: 'dist/clusters/edge/prod' },
    });
    expect([three?.cluster, three?.folder, four?.cluster, four?.environment, four?.folder]).toEqual([
      ...['kiosk', 'clusters/edge/remotes/kiosk'],
      ...['kiosk', 'prod', 'clusters/edge/remotes/kiosk/prod'],
    ]);
  });

  test('an artifact that stands by is made as well, and one for the whole folder is named like the fleet', () => {
    const standing = newFleet({ standbySource: perCluster });
    new Cluster(standing, 'core');
    expect(artifactsOf(standing.synthesize().resolved).map(({ url }) => url)).toEqual([`${URL}/core`]);
    const verify = { secretName: 'keys' };
    const whole = newFleet({ path: './out/', source: Source.oci({ url: URL, tag: 'main', insecure: true, verify }) });
    new Cluster(whole, 'core');
    new Cluster(whole, 'edge');
    expect(artifactsOf(whole.synthesize().resolved)).toEqual([
      { cluster: 'acme', url: URL, tag: 'main', folder: '', within: 'out', signed: true, insecure: true },
    ]);
    const pinned = newFleet({ source: Source.oci({ url: URL, semver: '1.x' }) });
    new Cluster(pinned, 'core');
    expect(artifactsOf(pinned.synthesize().resolved)).toEqual([]);
  });
});

test('a FluxInstance follows the artifact of its cluster, and Flux Operator gets the gate for split repositories', () => {
  const fleet = newFleet({ source: perUnit, bootstrap: 'operator' });
  new Cluster(fleet, 'core');
  new Cluster(fleet, 'edge', { source: split, extraControllers: ['source-watcher'] });
  const [core] = objectsIn(fleet, 'clusters/core/flux-system/flux-instance.yaml');
  expect(core.metadata.annotations).toEqual({ 'fleet.cdk8s.io/folder': './dist/clusters/core' });
  expect(core.spec.sync).toMatchObject({ kind: 'OCIRepository', url: `${URL}/core`, ref: 'latest' });
  const [edge] = objectsIn(fleet, 'clusters/edge/flux-system/flux-instance.yaml');
  expect(edge.spec.sync).toMatchObject({ kind: 'GitRepository', path: './dist/clusters/edge' });
  expect(edge.spec.components).toContain('source-watcher');
  const flags = (instance: typeof edge) => JSON.stringify(instance.spec.kustomize.patches);
  expect(flags(edge)).toContain('CancelHealthCheckOnNewRevision=true,ExternalArtifact=true');
  expect(flags(core)).not.toContain('ExternalArtifact');
});

test("apps' charts and objects are artifacts of a split repository, whose names may have no dots", () => {
  const fleet = newFleet({ source: split, extraControllers: ['source-watcher'] });
  const eu = new Cluster(fleet, 'eu');
  new Environment(fleet, 'prod', { clusters: [eu, new Cluster(fleet, 'kiosk', { managedBy: eu })] });
  new App(new Tenant(fleet, 'team', {}), 'web', { manifests: configMap });
  for (const [at, made, sources] of [
    ['clusters/eu', 'prod-flux-system', 'clusters/eu/prod/sources.yaml'],
    ['clusters/eu/remotes/kiosk', 'kiosk', 'clusters/eu/remotes/kiosk/prod/sources.yaml'],
  ] as const) {
    const name = 'fleet-prod-team--web';
    expect(readIn(fleet, `${at}/prod/tenants.yaml`)).toMatchObject({ 'prod-team.web': `ExternalArtifact ${name}` });
    const generators = objectsIn(fleet, sources).filter(({ kind }) => kind === 'ArtifactGenerator');
    expect(generators.map(({ metadata }) => metadata.namespace)).toEqual([made]);
    expect(generators[0].spec.artifacts).toContainEqual(expect.objectContaining({ name }));
  }
});

test('two names never become one where dots may not be', () => {
  const fleet = newFleet({ source: split, extraControllers: ['source-watcher'] });
  new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'eu')] });
  new App(new Tenant(fleet, 'shop', {}), 'a--b', { manifests: configMap });
  new App(new Tenant(fleet, 'shop--a', {}), 'b', { manifests: configMap });
  expect(told(fleet)).toEqual([]);
  expect(readIn(fleet, 'clusters/eu/prod/tenants.yaml')).toMatchObject({
    'prod-shop.a--b': 'ExternalArtifact fleet-prod-shop--a---b',
    'prod-shop--a.b': 'ExternalArtifact fleet-prod-shop---a--b',
  });
});

test('the list of a split repository is made whatever units come and go', () => {
  const fleet = newFleet({ source: split, extraControllers: ['source-watcher'] });
  const core = new Cluster(fleet, 'core');
  new Environment(fleet, 'prod', { clusters: [core] });
  new Cluster(fleet, 'kiosk', { managedBy: core });
  const generator = objectsIn(fleet, 'clusters/core/flux-system/gotk-sync.yaml').find(
    ({ kind }) => kind === 'ArtifactGenerator',
  );
  expect(generator.spec).toEqual({
    sources: [{ alias: 'fleet', kind: 'GitRepository', name: 'flux-system' }],
    artifacts: [
      {
        name: 'flux-system',
        originRevision: '@fleet',
        copy: [
          {
            from: '@fleet/dist/clusters/core/**',
            to: '@artifact/dist/clusters/core/',
            exclude: ['dist/clusters/core/policies/**', 'dist/clusters/core/remotes/*/*'],
          },
        ],
      },
    ],
  });
});

test('a receiver wakes all artifacts of units, which are then asked for seldom', () => {
  const unitsOf = (fleet: Fleet<Loose>) => {
    const core = new Cluster(fleet, 'core');
    new Environment(fleet, 'prod', { clusters: [core] });
    new App(new Tenant(fleet, 'team', { owners: ['team'] }), 'web', { manifests: configMap });
    const all = objectsIn(fleet, 'clusters/core/prod/sources.yaml');
    return all.map(({ metadata, spec }) => [metadata.name, metadata.labels['fleet.cdk8s.io/source'], spec.interval]);
  };
  expect(unitsOf(newFleet({ source: perUnit }))).toEqual([
    ['fleet-team-access', 'fleet', '5m'],
    ['fleet-prod-team.web', 'fleet', '5m'],
  ]);
  const interval = Duration.minutes(3);
  const stated = newFleet({ source: perUnit, defaults: { ociRepository: { interval } } });
  expect(unitsOf(stated).map(([, , told]) => told)).toEqual(['3m', '3m']);
  const woken = newFleet({ source: perUnit });
  woken.receive('registry', { type: 'harbor', secret: 'token' });
  expect(unitsOf(woken).map(([, , told]) => told)).toEqual(['10m', '10m', '10m']);
  const receivers = objectsIn(woken, 'clusters/core/prod/notifications/prod-flux-system.yaml');
  expect(receivers.find(({ kind }) => kind === 'Receiver').spec.resources).toEqual([
    { apiVersion: undefined, kind: 'OCIRepository', name: '*', matchLabels: { 'fleet.cdk8s.io/source': 'fleet' } },
  ]);
});

describe('refusals', () => {
  test('source-watcher must be declared, and Flux be new enough', () => {
    const fleet = newFleet({ source: split });
    const old = new Cluster(fleet, 'old', { flux: '2.6', extraControllers: ['source-watcher'] });
    new Cluster(fleet, 'bare', { extraControllers: ['image-reflector-controller'] });
    new Environment(fleet, 'prod', { clusters: [old] });
    expect(told(fleet)).toEqual([
      '[bare] source "https://git.example.com/acme/fleet" is split per unit, which source-watcher does, and nothing says that cluster "bare" runs it: give the cluster extraControllers: ["image-reflector-controller","source-watcher"] and let it run there, or leave per out',
      '[old] source "https://git.example.com/acme/fleet" is split per unit, which came with Flux 2.7, and cluster "old" has 2.6: raise its flux, or leave per out',
    ]);
  });

  test('what the manager runs counts for a remote cluster, and what stands by is read, too', () => {
    const fleet = newFleet();
    const hub = new Cluster(fleet, 'hub');
    const shop = new Cluster(fleet, 'shop', { managedBy: hub });
    new Environment(fleet, 'prod', { clusters: [shop], standbySource: split });
    expect(told(fleet)).toEqual([
      '[prod/shop] standbySource "https://git.example.com/acme/fleet" is split per unit, which source-watcher does, and nothing says that cluster "hub" runs it: give the cluster extraControllers: ["source-watcher"] and let it run there, or leave per out',
    ]);
  });

  test.each([
    [
      git,
      git,
      'Git "https://git.example.com/acme/fleet", and source Git "https://git.example.com/acme/fleet", the same: leave standbySource out',
    ],
    [
      perCluster,
      perUnit,
      `OCI "${URL}" per unit, and source OCI "${URL}" per cluster: both would be an OCIRepository of one name: go over to a source of the other kind first, and from there to this one`,
    ],
  ])('a source that cannot stand by (%#)', (source, standbySource, message) => {
    const fleet = newFleet({ source, standbySource });
    new Cluster(fleet, 'core');
    expect(told(fleet)).toEqual([`[acme] standbySource is ${message}`]);
  });

  test('a cluster whose standby fits the fleet, but not its own source', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'core', { source: perUnit, standbySource: perCluster });
    expect(told(fleet)).toEqual([
      `[core] standbySource is OCI "${URL}" per cluster, and source OCI "${URL}" per unit: both would be an OCIRepository of one name: go over to a source of the other kind first, and from there to this one`,
    ]);
  });

  test('a folder of the repository is in no artifact', () => {
    const fleet = newFleet({ source: perCluster });
    const core = new Cluster(fleet, 'core');
    new Cluster(fleet, 'edge', { source: git });
    new Component(fleet, 'base', { path: './base' });
    expect(told(fleet)).toEqual([
      '[core/base] path "./base" is in the fleet\'s repository, and the artifacts that Flux reads here hold the generated folder only: give source as well',
    ]);
    expect(core.name).toBe('core');
  });

  test('per is for the generated folder', () => {
    const fleet = newFleet();
    new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'core')] });
    new Component(fleet, 'base', { path: './base', source: split });
    const tenant = new Tenant(fleet, 'team', { owners: ['team'], source: perUnit });
    new App(tenant, 'web', { path: './web' });
    const problem =
      'per "unit" is for sources of the generated folder, and nobody makes such artifacts of this one: leave it out';
    expect(told(fleet)).toEqual([`[core/base] ${problem}`, `[prod/core/team] ${problem}`]);
  });

  test('a digest or a range is not what artifacts are pushed to', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const todo = 'which all artifacts would share: give the tag that each push moves';
    expect(Source.oci({ url: URL, digest, per: 'unit' }).problems).toEqual([
      `per "unit" is given with a digest, ${todo}`,
    ]);
    expect(Source.oci({ url: URL, semver: '1.x', per: 'cluster' }).problems).toEqual([
      `per "cluster" is given with semver, ${todo}`,
    ]);
  });

  test('a branch with a source of its own, or with one artifact for all', () => {
    const fleet = newFleet();
    const core = new Cluster(fleet, 'core', { source: Source.oci({ url: URL, tag: 'latest' }) });
    new Environment(fleet, 'dev', { clusters: [core], branch: 'dev', source: git });
    new Environment(fleet, 'prod', { clusters: [core], branch: 'prod' });
    expect(told(fleet)).toEqual([
      '[dev] branch "dev" is given beside source: give source that branch, and leave branch out',
      `[prod/core] the environment follows branch "prod", and the cluster reads one OCI artifact "${URL}" for all: give the cluster's source per: 'cluster', or the environment a source of its own`,
    ]);
  });

  test('problems of a source that stands by are told with its name', () => {
    const fleet = newFleet({ standbySource: Source.oci({ url: URL }) });
    new Cluster(fleet, 'core');
    expect(told(fleet)).toEqual(['[acme] standbySource: source ref {} is empty: give one of tag, semver and digest']);
  });

  test('names of repositories that are too long', () => {
    const long = 'x'.repeat(210);
    const fleet = newFleet({ source: Source.oci({ url: `${URL}/${long}`, tag: 'latest', per: 'unit' }) });
    new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'core')] });
    const tenant = new Tenant(fleet, 'team', { owners: ['team'] });
    new App(tenant, 'web', { manifests: configMap });
    const [problem, ...others] = told(fleet);
    expect(others).toEqual([]);
    expect(problem).toBe(
      `[prod/core] the repository of the artifact "core/prod/tenants/team/workloads/team/web" gets a name of 263 characters, and registries take 255: shorten the url or names, or say per: 'cluster'`,
    );
  });
});
