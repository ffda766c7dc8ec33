import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from '../../../src';
import { ProblemCollector } from '../../../src/core/problem';
import { generatedTree } from '../../../src/pipeline/guard/generated-tree';
import { guardSynthesis } from '../../../src/pipeline/guard/guard-synthesis';
import { listedSecrets } from '../../../src/pipeline/model/secrets';
import { listedSources } from '../../../src/pipeline/model/sources';
import { resolveFleet } from '../../../src/pipeline/resolve/resolve';
import { formatFinding } from '../../../src/plan/guard/finding';
import { git, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const base = Source.oci({ url: 'oci://registry.example.com/agent', tag: '1.2.0', secretName: 'pull' });
const settings = Source.git({ url: 'https://git.example.com/acme/settings', branch: 'main' });
const copy = [
  { from: '@base/**', to: '@artifact/' },
  { from: '@settings/agent/**', to: '@artifact/settings/', exclude: ['*.md'], strategy: 'Merge' as const },
];
const made = Source.artifact({ sources: { base, settings }, copy });
const external = Source.externalArtifact({ name: 'rendered' });

function setUp(props: Partial<ConstructorParameters<typeof Fleet<Loose>>[0]> = {}) {
  const fleet = newFleet({ flux: '2.8', extraControllers: ['source-watcher'], ...props });
  const eu = new Cluster(fleet, 'eu-1', { bootstrap: 'gotk' });
  const store = new Cluster(fleet, 'store-1', { managedBy: eu });
  const dev = new Environment(fleet, 'dev', { clusters: [eu, store] });
  return { fleet, eu, store, dev };
}

const agent = 'clusters/eu-1/infrastructure/agent/agent.yaml';
const far = 'clusters/eu-1/remotes/store-1/releases/agent/agent.yaml';

describe('Source.externalArtifact', () => {
  it('is read by the Kustomization of a component, which makes no source of its own', () => {
    const { fleet } = setUp({ extraControllers: [] });
    new Component(fleet, 'agent', { path: './agent', source: external });
    for (const file of [agent, far]) {
      const objects = objectsIn(fleet, file);
      expect(objects.map(({ kind }) => kind)).toEqual(['Kustomization']);
      expect(objects[0].spec).toMatchObject({
        path: './agent',
        sourceRef: { kind: 'ExternalArtifact', name: 'rendered' },
      });
      expect(objects[0].spec.sourceRef).not.toHaveProperty('namespace');
    }
  });

  it('lets kustomize-controller read artifacts where the fleet installs Flux, and only then', () => {
    const gates = (source: Source) => {
      const { fleet } = setUp();
      new Component(fleet, 'agent', { path: './agent', source });
      const { tree } = fleet.synthesize();
      return tree.paths.some((path) => tree.get(path)!.includes('ExternalArtifact=true'));
    };
    expect([gates(external), gates(made), gates(git)]).toEqual([true, true, false]);
  });

  it('is shown by explain', () => {
    const { fleet } = setUp();
    new Component(fleet, 'agent', { path: './agent', source: external });
    expect(fleet.explain({ cluster: 'eu-1', of: 'agent' }, 'source').values.map(({ value }) => value)).toEqual([
      { name: 'rendered' },
    ]);
  });

  it('takes the control namespace, of an environment as well', () => {
    const { fleet, dev, store } = setUp();
    new Component(dev, 'agent', {
      path: './agent',
      source: ({ cluster }) =>
        Source.externalArtifact({
          name: 'rendered',
          namespace: cluster.name === store.name ? 'store-1' : 'dev-flux-system',
        }),
    });
    expect(problemsOf(fleet)).toEqual([]);
  });
});

describe('Source.artifact', () => {
  it('is made of its sources beside the Kustomization that reads it', () => {
    const { fleet } = setUp();
    new Component(fleet, 'agent', { path: './', source: made });
    for (const [file, namespace] of [
      [agent, 'flux-system'],
      [far, 'store-1'],
    ] as const) {
      const named = objectsIn(fleet, file).map(
        ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`,
      );
      expect(named.sort()).toEqual([
        `ArtifactGenerator ${namespace}/agent--artifact`,
        `GitRepository ${namespace}/agent--settings`,
        `Kustomization ${namespace}/infrastructure-agent.folder`,
        `OCIRepository ${namespace}/agent--base`,
      ]);
    }
    const [generator, kustomization] = ['ArtifactGenerator', 'Kustomization'].map((kind) =>
      objectsIn(fleet, agent).find((one: Parsed) => one.kind === kind),
    );
    expect(generator!.spec).toEqual({
      sources: [
        { alias: 'base', kind: 'OCIRepository', name: 'agent--base' },
        { alias: 'settings', kind: 'GitRepository', name: 'agent--settings' },
      ],
      artifacts: [{ name: 'agent--artifact', copy }],
    });
    expect(kustomization!.spec.sourceRef).toEqual({ kind: 'ExternalArtifact', name: 'agent--artifact' });
  });

  it('gives the account of a remote cluster on its manager the right to write it, as only such a component needs', () => {
    const writes = (source: Source) => {
      const { fleet } = setUp();
      new Component(fleet, 'agent', { path: './', source });
      const roles = objectsIn(fleet, 'clusters/eu-1/remotes/store-1.yaml').filter(({ kind }) => kind === 'Role');
      return roles.some(({ rules }) =>
        (rules as Parsed[]).some(
          ({ resources, verbs }) => resources.includes('artifactgenerators') && verbs.includes('create'),
        ),
      );
    };
    expect([writes(made), writes(external), writes(git)]).toEqual([true, false, false]);
  });

  it('has its sources and Secrets listed', () => {
    const { fleet } = setUp();
    new Component(fleet, 'agent', { path: './', source: made });
    const resolved = resolveFleet(fleet, { problems: new ProblemCollector(), warnings: new ProblemCollector() });
    const [sources, secrets] = [listedSources(resolved), listedSecrets(resolved)];
    expect(sources.map(({ url }) => url)).toEqual(
      expect.arrayContaining(['https://git.example.com/acme/settings', 'oci://registry.example.com/agent']),
    );
    expect(secrets).toContainEqual(
      expect.objectContaining({ cluster: 'eu-1', namespace: 'flux-system', name: 'pull' }),
    );
  });
});

describe('an artifact that is refused', () => {
  const problems = (source: Source, props: Parameters<typeof setUp>[0] = {}) => {
    const { fleet } = setUp(props);
    new Component(fleet, 'agent', { path: './', source });
    return problemsOf(fleet).filter((problem) => problem.startsWith('[eu-1'));
  };

  it.each<[string, Source, Parameters<typeof setUp>[0], RegExp]>([
    [
      'by an older Flux',
      external,
      { flux: '2.6', extraControllers: [] },
      /^\[eu-1\/agent\] ExternalArtifact "rendered" is read, which came with Flux 2\.7, and cluster "eu-1" has 2\.6: raise its flux, or give Source\.git or Source\.oci$/,
    ],
    [
      'by an older Flux',
      made,
      { flux: '2.6', extraControllers: [] },
      /^\[eu-1\/agent\] source is an artifact, which came with Flux 2\.7/,
    ],
    [
      'without source-watcher',
      made,
      { extraControllers: [] },
      /^\[eu-1\/agent\] source is an artifact that source-watcher makes, and nothing says that cluster "eu-1" runs it: give the cluster extraControllers: \["source-watcher"\] and let it run there, or give /,
    ],
    [
      'of another namespace',
      Source.externalArtifact({ name: 'rendered', namespace: 'build' }),
      {},
      /^\[eu-1\/agent\] ExternalArtifact "rendered" is read from namespace "build", and Flux lets nothing in "flux-system" refer to another one: make it in "flux-system", and leave namespace out$/,
    ],
    ['with a bad name', Source.externalArtifact({ name: 'A_b' }), {}, /^\[eu-1\/agent\] ExternalArtifact "A_b" /],
    [
      'with a bad namespace',
      Source.externalArtifact({ name: 'a', namespace: 'x.y' }),
      {},
      /^\[eu-1\/agent\] namespace of the ExternalArtifact "x\.y" /,
    ],
    ['without a name', Source.externalArtifact({} as never), {}, /^\[eu-1\/agent\] .*name/],
    [
      'with an unknown option',
      Source.externalArtifact({ name: 'a', nmespace: 'b' } as never),
      {},
      /^\[eu-1\/agent\] .*nmespace.*namespace/,
    ],
    [
      'that copies from nothing that it has',
      Source.artifact({ sources: { base }, copy: [{ from: '@other/**', to: '@artifact/' }] }),
      {},
      /^\[eu-1\/agent\] from "@other\/\*\*" names no source: begin it with "@base\/"/,
    ],
    [
      'that copies nothing',
      Source.artifact({ sources: { base }, copy: [] }),
      {},
      /^\[eu-1\/agent\] artifact "artifact" is empty: give copy/,
    ],
    [
      'with an alias that is no name',
      Source.artifact({ sources: { a_b: base }, copy: [{ from: '@a_b/**', to: '@artifact/' }] }),
      {},
      /^\[eu-1\/agent\] alias "a_b" /,
    ],
    [
      'with a bad source',
      Source.artifact({
        sources: { base: Source.git({ url: 'https://git.example.com/a' }) },
        copy: [{ from: '@base/**', to: '@artifact/' }],
      }),
      {},
      /^\[eu-1\/agent\] source ref \{\} is empty: give one of branch, tag, semver and commit/,
    ],
    [
      'of an artifact',
      Source.artifact({ sources: { base: external }, copy: [{ from: '@base/**', to: '@artifact/' }] }),
      {},
      /^\[eu-1\/agent\] source "base" is an artifact itself: give a repository/,
    ],
  ])('%s', (_, source, props, message) => {
    expect(problems(source, props)).toContainEqual(expect.stringMatching(message));
  });

  it('by tenants, whose bounds rest on their sources, and by what holds the generated folder', () => {
    const { fleet, eu } = setUp();
    const shop = new Tenant(fleet, 'shop', { source: git });
    new App(shop, 'web', { path: './web', source: external });
    new App(shop, 'till', { path: './till', source: git });
    new Tenant(fleet, 'pos', { source: made });
    const found = problemsOf(fleet);
    expect(found).toContainEqual(
      '[dev/eu-1/shop/web] source is an ExternalArtifact, which hides where its files come from, and a tenant is held to its sources: give Source.git or Source.oci',
    );
    const refused =
      /an ExternalArtifact is for the folder of a component, and hides where its files come from: give Source\.git or Source\.oci here$/;
    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^\\[dev/eu-1/pos\\] ${refused.source}`)));
    expect(found.filter((one) => one.includes('till'))).toEqual([]);
    const other = newFleet();
    new Cluster(other, eu.name, { source: made });
    expect(problemsOf(other)).toContainEqual(expect.stringMatching(refused));
    const whole = newFleet({ source: external });
    new Cluster(whole, eu.name);
    expect(problemsOf(whole)).toContainEqual(expect.stringMatching(refused));
    const standing = newFleet({ standbySource: external });
    new Cluster(standing, eu.name);
    expect(problemsOf(standing)).toEqual([
      expect.stringMatching(new RegExp(`^\\[acme\\] standbySource: ${refused.source}`)),
    ]);
  });
});

test('the guard has a component go over from a repository to an artifact, and back, as a change of its source that is to be declared', () => {
  const trees = [settings, made, external, settings].map((source) => {
    const { fleet } = setUp();
    new Component(fleet, 'agent', { path: './agent', source });
    return generatedTree(fleet.synthesize().tree);
  });
  const errors = trees
    .slice(1)
    .map((files, index) => guardSynthesis({ files, base: trees[index]! }).findings.map(formatFinding));
  const replaced = expect.stringMatching(
    /^error replaced: \[eu-1\/agent\] Kustomization flux-system\/infrastructure-agent\.folder changes spec\.sourceRef/,
  );
  expect(errors).toEqual([1, 2, 3].map(() => expect.arrayContaining([replaced])));
});
