import { ApiObject, Chart } from 'cdk8s';
import { App, Cluster, Component, ComponentProps, Environment, Fleet, HelmChart, Removal, Tenant } from '../../../src';
import { generatedTree } from '../../../src/pipeline/guard/generated-tree';
import { guardSynthesis } from '../../../src/pipeline/guard/guard-synthesis';
import { formatFinding } from '../../../src/plan/guard/finding';
import { git, Loose, newFleet } from '../../support/fleets';

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });

const claim = (into: Chart) =>
  void new ApiObject(into, 'data', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });

type Options = Pick<ComponentProps<Loose>, 'fluxName' | 'prune'>;

/** What the guard finds at each of several changes, one after the other. */
function steps(make: (fleet: Fleet<Loose>, options: Options) => unknown, ...all: readonly Options[]): string[][] {
  const trees = all.map((options) => {
    const fleet = newFleet();
    const eu = new Cluster(fleet, 'eu-1');
    new Environment(fleet, 'dev', { clusters: [eu] });
    make(fleet, options);
    return generatedTree(fleet.synthesize().tree);
  });
  return trees
    .slice(1)
    .map((files, index) => guardSynthesis({ files, base: trees[index]! }).findings.map(formatFinding));
}

const fluxName = 'old';

test.each<[string, (fleet: Fleet<Loose>, options: Options) => unknown, string]>([
  [
    'objects in code',
    (fleet, options) => new Component(fleet, 'db', { manifests: claim, ...options }),
    'flux-system/infrastructure-db is renamed to flux-system/old',
  ],
  [
    'a folder',
    (fleet, options) => new Component(fleet, 'db', { path: './db', source: git, ...options }),
    'flux-system/infrastructure-db.folder is renamed to flux-system/old',
  ],
  [
    'an app',
    (fleet, options) => new App(new Tenant(fleet, 'shop', { source: git }), 'db', { path: './db', ...options }),
    'dev-shop/db is renamed to dev-shop/old',
  ],
])(
  'a fluxName of %s that comes or goes is a rename, which works in the steps that the guard names',
  (_, make, renamed) => {
    expect(steps(make, {}, { fluxName }, {})).toEqual([
      [expect.stringContaining(`kustomization-renamed`)],
      [expect.stringContaining(`kustomization-renamed`)],
    ]);
    expect(steps(make, {}, { fluxName })[0]![0]).toContain(renamed);
    expect(steps(make, {}, { prune: false }, { prune: false, fluxName }, { fluxName })).toEqual([[], [], []]);
  },
);

test('one of a chart would uninstall the release', () => {
  const make = (fleet: Fleet<Loose>, options: Options) => new Component(fleet, 'db', { chart, ...options });
  expect(steps(make, {}, { fluxName })).toEqual([
    [
      expect.stringMatching(
        /^error element-replaced: \[eu-1\/db\] the Helm release of component db gets another HelmRelease, and Helm uninstalls it with HelmRelease flux-system\/db: /,
      ),
    ],
  ]);
});

test('one of an app with a chart does so too, also when what it waits for changes as well', () => {
  const make = (fleet: Fleet<Loose>, { fluxName: name }: Options) => {
    const shop = new Tenant(fleet, 'shop', { source: git });
    const web = new App(shop, 'web', { path: './web' });
    new App(shop, 'db', { chart, ...(name ? { fluxName: name, dependsOn: [web] } : {}) });
  };
  for (const changes of [
    [{}, { fluxName }],
    [{ fluxName }, {}],
  ]) {
    expect(steps(make, ...changes)).toEqual([
      [
        expect.stringMatching(
          /^error element-replaced: \[dev\/eu-1\/shop\/db\] the Helm release of app db of tenant shop gets another HelmRelease, .* with HelmRelease dev-flux-system\//,
        ),
      ],
    ]);
  }
});

test('an app with one is called by its own name, and goes when its removal is declared', () => {
  const trees = (['web', 'code', 'chart'] as const).map((kind) =>
    [true, false].map((isThere) => {
      const fleet = newFleet();
      const eu = new Cluster(fleet, 'eu-1');
      new Environment(fleet, 'dev', { clusters: [eu, new Cluster(fleet, 'store-1', { managedBy: eu })] });
      const shop = new Tenant(fleet, 'shop', { source: git });
      new App(shop, 'other', { path: './other' });
      const delivery = { web: { path: './web' }, code: { manifests: claim }, chart: { chart } }[kind];
      new App(shop, 'db', { ...delivery, fluxName, enabled: isThere });
      return generatedTree(fleet.synthesize().tree);
    }),
  );
  const declaration = /declare it with Removal\.app\('shop', 'db', /;
  for (const [base, files] of trees) {
    const refused = guardSynthesis({ files: files!, base: base! }).findings.map(formatFinding);
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused) expect(one).toMatch(declaration);
    const declarations = [Removal.app('shop', 'db', { reason: 'nobody uses it' })];
    expect(guardSynthesis({ files: files!, base: base!, declarations }).findings.map(formatFinding)).toEqual([]);
  }
});

test("one of a tenant leaves its namespaces where they are, as the tenant's access outlives its Kustomization", () => {
  const make = (fleet: Fleet<Loose>, { fluxName: name }: Options) =>
    new App(new Tenant(fleet, 'shop', { source: git, ...(name ? { fluxName: name } : {}) }), 'db', { path: './db' });
  expect(steps(make, {}, { fluxName }, {})).toEqual([[], []]);
});
