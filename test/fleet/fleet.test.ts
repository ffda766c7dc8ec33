import * as fs from 'node:fs';
import { ApiObject } from 'cdk8s';
import { App, Cluster, Component, Environment, FleetError, Tenant } from '../../src';
import { Tree } from '../../src/pipeline/write/tree';
import { configMap, git, newFleet, problemsOf } from '../support/fleets';
import { Folder } from '../support/folder';
import { filesOf } from '../support/paths';

let folder: Folder;
beforeEach(() => (folder = new Folder()));
afterEach(() => folder.delete());

/** A fleet that writes to the test's folder. */
function fleetWith(...tenants: string[]) {
  const fleet = newFleet({ outdir: folder.path });
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
  for (const name of tenants) new App(new Tenant(fleet, name, { source: git }), 'shop', { path: './shop' });
  return fleet;
}

const modified = () => new Map(Object.keys(folder.files).map((name) => [name, fs.statSync(folder.at(name)).mtimeMs]));

test('synth writes the tree of synthesize and reports the result', () => {
  const fleet = fleetWith('web');
  fleet.synth();
  const { tree, counts } = fleet.synthesize();
  expect(new Map(Object.entries(folder.files))).toEqual(filesOf(tree));
  expect(fleet.result).toMatchObject({ counts, removed: [], unchanged: 0 });
  expect(fleet.result!.written).toEqual(expect.arrayContaining(tree.paths));
  expect(fleet.result!.seconds).toBeGreaterThan(0);
  expect(fleet.result!.resolved).toEqual(fleet.synthesize().resolved);
});

/** Number of objects in a tree, and of units and distinct units. */
function countsOf(tree: Tree) {
  const folders = tree.paths.filter((path) => path.endsWith('/kustomization.yaml')).map((path) => path.slice(0, -19));
  const units = folders.map((folder) => {
    const list = tree.get(`${folder}/kustomization.yaml`)!;
    const files = [...list.matchAll(/^- (.*)$/gm)].map(([, file]) => tree.get(`${folder}/${file}`)!);
    return { content: [list, ...files].join(), objects: files.flatMap((file) => file.split(/^---$/m)).length };
  });
  const distinct = new Map(units.map(({ content, objects }) => [content, objects]));
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);
  return {
    ...{ units: units.length, objects: sum(units.map(({ objects }) => objects)) },
    ...{ distinctUnits: distinct.size, distinctObjects: sum(distinct.values()) },
  };
}

test('objects and units are counted, and equal units are rendered once', () => {
  const fleet = newFleet();
  const clusters = ['eu-1', 'eu-2', 'eu-3'].map((name) => new Cluster(fleet, name));
  new Environment(fleet, 'dev', { clusters });
  new Component(fleet, 'settings', { manifests: configMap });
  // Only the apps differ between clusters: the tenant's access is one unit.
  const web = new Tenant(fleet, 'web', { source: git });
  new App(web, 'shop', { path: ({ cluster }) => `./${cluster.name}` });
  const { tree, counts } = fleet.synthesize();
  expect(counts).toEqual({ clusters: 3, recalledUnits: 0, ...countsOf(tree) });
  expect(counts.units - counts.distinctUnits).toBeGreaterThanOrEqual(4);
});

test('a second run writes nothing', () => {
  fleetWith('web').synth();
  const before = modified();
  const again = fleetWith('web');
  again.synth();
  expect(again.result).toMatchObject({ written: [], removed: [] });
  expect(again.result!.unchanged).toBeGreaterThanOrEqual(before.size);
  expect(modified()).toEqual(before);
});

test('a run writes changed files, removes obsolete ones, and keeps foreign files', () => {
  fleetWith('web', 'api').synth();
  folder.write('clusters/eu-1/notes.md', 'mine\n');
  folder.write('clusters/eu-1/dev/tenants/api/apps/more.yaml', 'mine: 1\n');
  const before = modified();

  const fleet = fleetWith('web');
  fleet.synth();

  const api = 'clusters/eu-1/dev/tenants/api';
  const made = [...before.keys()].filter((path) => path.startsWith(`${api}/`) && !path.endsWith('more.yaml'));
  expect(made).toEqual(expect.arrayContaining([`${api}/access/access.yaml`, `${api}/apps/apps.yaml`]));
  expect(fleet.result).toMatchObject({ written: ['clusters/eu-1/dev/tenants.yaml'], removed: made });
  expect(folder.has(`${api}/access`)).toBe(false);
  expect(folder.read(`${api}/apps/more.yaml`)).toBe('mine: 1\n');
  expect(folder.read('clusters/eu-1/notes.md')).toBe('mine\n');
  const touched = [...modified()].filter(([name, time]) => before.get(name) !== time).map(([name]) => name);
  expect(touched).toEqual(['clusters/eu-1/dev/tenants.yaml']);
});

test('a hand-edited file is reported, and nothing is written', () => {
  fleetWith('web').synth();
  const edited = 'clusters/eu-1/dev/tenants/web/apps/apps.yaml';
  folder.write(edited, folder.read(edited).replace('prune: true', 'prune: false'));
  const before = folder.files;
  expect(() => fleetWith('web', 'api').synth()).toThrow(
    /^1 problem, nothing was written:\n {2}\[clusters\/eu-1\/dev\/tenants\/web\/apps\/apps\.yaml\] was changed by hand since it was generated: restore it, or choose --discard to make it again or --adopt to leave it$/,
  );
  expect(folder.files).toEqual(before);
});

test('all problems are reported together, sorted, without duplicates, and nothing is written', () => {
  fleetWith('web').synth();
  const before = folder.files;
  const fleet = fleetWith('api');
  const cluster = new Cluster(fleet, 'EU');
  new Cluster(fleet, 'eu-1', { managedBy: new Cluster(fleet, 'store-1', { managedBy: cluster }) });
  new App(new Tenant(fleet, 'web', { source: git }), 'shop', { path: '/shop' });
  new Component(fleet, 'broken', {
    manifests: () => {
      throw new Error('oh');
    },
  });
  const problems = [
    expect.stringMatching(/^\[EU\/broken\] the program failed while making its manifests, with "oh": mend it there$/),
    expect.stringMatching(/^\[EU\] cluster name "EU" is not a valid name: /),
    expect.stringMatching(/^\[dev\/eu-1\/web\/shop\] path "\/shop" is not relative to its source: /),
    expect.stringMatching(/^\[eu-1\/broken\] the program failed/),
    expect.stringMatching(/^\[eu-1\] cluster "eu-1" exists already: give it another name or leave one out$/),
    expect.stringMatching(
      /^\[eu-1\] managedBy "store-1" is itself deployed to by "EU" and runs no Flux: name a cluster/,
    ),
    expect.stringMatching(/^\[store-1\/broken\] the program failed/),
  ];
  expect(problemsOf(fleet)).toEqual(problems);
  expect(() => fleet.synth()).toThrow(FleetError);
  expect(() => fleet.synth()).toThrow(
    /^5 problems, nothing was written:\n {2}\[EU\/broken, eu-1\/broken, store-1\/broken\] the program .* mend it there \(test\/fleet\/fleet\.test\.ts:111\)\n {6}at .*manifests \(test\/fleet\/fleet\.test\.ts:113:\d+\)\n/,
  );
  expect(fleet.result).toBeUndefined();
  expect(folder.files).toEqual(before);
});

test('a path of two units is a problem', () => {
  const add = jest.spyOn(Tree.prototype, 'add').mockReturnValueOnce(false);
  try {
    expect(problemsOf(fleetWith())).toEqual([
      '[eu-1] clusters/eu-1/kustomization.yaml is made twice: rename one of those that make it',
    ]);
  } finally {
    add.mockRestore();
  }
});

test('synthYaml returns every document with its path', () => {
  const fleet = fleetWith('web');
  const { tree } = fleet.synthesize();
  const text = fleet.synthYaml();
  expect(text.match(/^# clusters\/.*$/gm)).toEqual(tree.paths.map((path) => `# ${path}`));
  for (const path of tree.paths) expect(text).toContain(`# ${path}\n${tree.get(path)}`);
});

describe('warnings', () => {
  function fleetWithUnknownKind(strict = false) {
    const fleet = newFleet({ outdir: folder.path, strict });
    new Cluster(fleet, 'eu-1');
    new Component(fleet, 'thing', {
      manifests: (chart) =>
        void new ApiObject(chart, 'a', { apiVersion: 'acme.example.com/v1', kind: 'Thing', spec: {} }),
    });
    return fleet;
  }

  const message = /^\[eu-1\/thing\] Thing "thing\/a": .+: .+$/;

  test('are reported without stopping a run', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const fleet = fleetWithUnknownKind();
    fleet.synth();
    expect(fleet.result!.warnings).toEqual([expect.objectContaining({ id: 'unknown-kind', at: 'eu-1/thing' })]);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^warning \(unknown-kind\) \[eu-1\/thing\] Thing "thing\/a": /)],
    ]);
    warn.mockRestore();
  });

  test('are errors of a strict fleet', () => {
    expect(problemsOf(fleetWithUnknownKind(true))).toEqual([expect.stringMatching(message)]);
  });

  test('are silent once acknowledged, with a reason', () => {
    const fleet = fleetWithUnknownKind();
    fleet.acknowledgeWarning('unknown-kind', 'the operator brings it');
    expect(fleet.synthesize().warnings).toEqual([]);
    expect([...fleet.acknowledgedWarnings]).toEqual([['unknown-kind', 'the operator brings it']]);
    fleet.acknowledgeWarning('unknown-kind', ' ');
    expect(problemsOf(fleet)).toEqual([
      '[acme] warning "unknown-kind" is silenced without a reason: say why it does not matter',
    ]);
  });

  test('are not given for kinds made known by a schema', () => {
    const fleet = fleetWithUnknownKind(true);
    const schema = '{ type: object, properties: { spec: { type: object } } }';
    fleet.addSchema(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.acme.example.com }
spec:
  group: acme.example.com
  names: { kind: Thing, plural: things }
  scope: Namespaced
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: ${schema} } }]
`);
    expect(problemsOf(fleet)).toEqual([]);
    expect(fleet.schemas).toHaveLength(1);
    fleet.addSchema('kind: ConfigMap');
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(/^\[acme\] the text holds no CustomResourceDefinition: give .+$/),
    ]);
  });
});
