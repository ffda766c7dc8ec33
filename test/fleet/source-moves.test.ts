import { ApiObject, Chart } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from '../../src';
import { compare, guard, ManifestTree, Removal } from '../../src/plan-entry';
import { configMap } from '../support/fleets';

type Kind = keyof typeof SOURCES;

const SOURCES = {
  git: Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' }),
  split: Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main', per: 'unit' }),
  cluster: Source.oci({ url: 'oci://registry.example.com/fleet', tag: 'latest', per: 'cluster' }),
  unit: Source.oci({ url: 'oci://registry.example.com/fleet', tag: 'latest', per: 'unit' }),
} as const;

interface State {
  readonly source: Kind;
  readonly standby?: Kind;
  readonly without?: 'web';
  readonly bootstrap?: 'external' | 'operator';
}

const named = (name: string) => (chart: Chart) => {
  new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
};

const trees = new Map<string, ManifestTree>();

/** The files of a fleet's tree, of which one is edited by hand. */
function edited(state: State, path: string, edit: (text: string) => string): ManifestTree {
  const tree = treeOf(state);
  return ManifestTree.of(
    [...tree.paths].map((one) => [one, one === path ? edit(tree.text(one)!) : tree.text(one)!] as const),
  );
}

/** The tree of a fleet with a manager, a remote cluster, an environment on both, a component, a tenant and an app. */
function treeOf(state: State): ManifestTree {
  const key = JSON.stringify(state);
  const known = trees.get(key);
  if (known) return known;
  const fleet = new Fleet({
    name: 'acme',
    source: SOURCES[state.source],
    ...(state.standby ? { standbySource: SOURCES[state.standby] } : {}),
    extraControllers: ['source-watcher'],
    bootstrap: state.bootstrap ?? 'external',
  });
  const hub = new Cluster(fleet, 'hub');
  const shop = new Cluster(fleet, 'shop', { managedBy: hub });
  new Environment(fleet, 'prod', { clusters: [hub, shop] });
  new Component(fleet, 'notes', { manifests: configMap });
  const team = new Tenant(fleet, 'team', { owners: ['team'] });
  new App(team, 'api', { manifests: named('api') });
  if (state.without !== 'web') new App(team, 'web', { manifests: named('web') });
  const tree = ManifestTree.of(fleet.synthesize().tree.entries());
  trees.set(key, tree);
  return tree;
}

const move = (from: State, to: State) => guard({ base: treeOf(from), next: treeOf(to), today: '2026-11-30' });

/** A move in one line per finding, with its steps. */
function found(from: State, to: State): string[] {
  const { findings } = move(from, to);
  return findings.flatMap(({ id, severity, message, steps = [] }) => [`${severity} ${id} ${message}`, ...steps]);
}

/** What happens to objects other than sources, and their makers. */
function othersIn({ comparison }: ReturnType<typeof move>): string[] {
  const isSource = (kind: string) => /Repository$|^ArtifactGenerator$|^Role$/.test(kind);
  return comparison.changes
    .filter(({ object }) => !isSource(object.kind))
    .flatMap(({ action, object, fields }) =>
      action === 'changed' ? fields.map(({ path }) => `${object.kind} ${path}`) : [`${action} ${object.kind}`],
    );
}

test.each(['git', 'split', 'cluster', 'unit'] as const)('a plan knows all of a fleet on %s', (source) => {
  const base = treeOf({ source });
  const next = treeOf({ source, without: 'web' });
  const { changes, known, notEvaluated } = compare(base, next);
  expect(notEvaluated).toEqual([]);
  expect(known).toEqual({ known: 14, kustomizations: 14 });
  const gone = changes.filter(({ object }) => object.kind === 'ConfigMap');
  expect(gone.map(({ cluster, effect, object }) => `${cluster} ${object.namespace}/${object.name} ${effect}`)).toEqual([
    'hub prod-team/web pruned',
    'shop prod-team/web pruned',
  ]);
  // Without a declaration that is refused, whatever the source; with one, the artifact's source goes along.
  const input = { base, next, today: '2026-11-30' };
  expect(guard(input).passed).toBe(false);
  const declarations = [Removal.app('team', 'web', { reason: 'a test' })];
  expect(guard({ ...input, declarations }).findings).toEqual([]);
});

const NEW = (ref: string) =>
  `error source-new Kustomization flux-system/flux-system: it turns to ${ref} flux-system/flux-system, which comes with this change: if that never becomes Ready, Flux applies nothing any more: go over to it in steps`;

const STEPS = {
  OCIRepository: [
    'leave source as it was and give the new one as standbySource, commit that, push its artifacts (flux-fleet push) and wait until OCIRepository flux-system/flux-system is Ready',
    'let source and standbySource change places, and commit that and push',
    'leave standbySource out when all Kustomizations are Ready',
  ],
  GitRepository: [
    'leave source as it was and give the new one as standbySource, commit that and wait until GitRepository flux-system/flux-system is Ready',
    'let source and standbySource change places, and commit that',
    'leave standbySource out when all Kustomizations are Ready',
  ],
  ExternalArtifact: [
    'leave source as it was and give the new one as standbySource, commit that and wait until ExternalArtifact flux-system/flux-system is Ready',
    'let source and standbySource change places, and commit that',
    'leave standbySource out when all Kustomizations are Ready',
  ],
} as const;

test.each([
  ['git', 'cluster', 'OCIRepository'],
  ['cluster', 'git', 'GitRepository'],
  ['git', 'unit', 'OCIRepository'],
  ['unit', 'git', 'GitRepository'],
  ['git', 'split', 'ExternalArtifact'],
  ['cluster', 'split', 'ExternalArtifact'],
] as const)('from %s to %s at once is refused, and its steps pass', (from, to, kind) => {
  expect(found({ source: from }, { source: to })).toEqual([NEW(kind), ...STEPS[kind]]);
  const first = move({ source: from }, { source: from, standby: to });
  const second = move({ source: from, standby: to }, { source: to, standby: from });
  const third = move({ source: to, standby: from }, { source: to });
  for (const { findings, passed, comparison } of [first, second, third]) {
    expect(findings).toEqual([]);
    expect(passed).toBe(true);
    expect(comparison.notEvaluated).toEqual([]);
  }
  expect(othersIn(first)).toEqual([]);
  expect(new Set(othersIn(second))).toEqual(
    new Set(
      ['unit', 'split'].includes(from) || ['unit', 'split'].includes(to)
        ? ['Kustomization spec.sourceRef.kind', 'Kustomization spec.sourceRef.name']
        : ['Kustomization spec.sourceRef.kind'],
    ),
  );
  expect(othersIn(third)).toEqual([]);
});

test('what source-watcher made of a repository can be left at once, as the repository is there', () => {
  expect(found({ source: 'split' }, { source: 'git' })).toEqual([]);
});

test('the source of a FluxInstance cannot be made before, so that a warning says what to look at', () => {
  const [finding, ...others] = found(
    { source: 'git', bootstrap: 'operator' },
    { source: 'unit', bootstrap: 'operator' },
  );
  expect(others.filter((one) => one.startsWith('error'))).toEqual([]);
  expect(finding).toBe(
    'warning source-new Kustomization flux-system/flux-system: it turns to OCIRepository flux-system/flux-system, which comes with this change: if that never becomes Ready, Flux applies nothing any more: see that its artifacts are there and that Flux can read them before this is merged',
  );
});

test.each([
  ['git', []],
  ['split', ['clusters/hub/kustomization.yaml lists "policies/tenant-pods.yaml", which is missing']],
  ['unit', ['clusters/hub/kustomization.yaml lists "policies/tenant-pods.yaml", which is missing']],
  ['cluster', []],
] as const)('a list that names a file of a unit, on %s', (source, errors) => {
  const next = edited({ source }, 'clusters/hub/kustomization.yaml', (text) =>
    text.replace('- policies.yaml\n', '- policies.yaml\n- policies/tenant-pods.yaml\n'),
  );
  const { problems } = compare(treeOf({ source }), next);
  const broken = problems.filter(({ id }) => id === 'broken-build').map(({ message }) => message);
  expect(broken).toEqual(errors.map((one) => expect.stringContaining(one)));
});
