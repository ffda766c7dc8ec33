import * as fs from 'node:fs';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster, Component, Fleet } from '../../../src';
import { CacheFolder } from '../../../src/pipeline/cache/cache-folder';
import { KnownClusters } from '../../../src/pipeline/render/known-clusters';
import { configMap, Loose } from '../../support/fleets';
import { Folder } from '../../support/folder';
import { small } from './small-fleet';
import { Program, Said, Twins } from './twins';

/*
 * A cluster that an earlier run has rendered and checked as a whole is neither rendered nor checked again. What rules say
 * of one cluster, and of several together, is said by every run.
 */

let twins: Twins;
let rendered: string[];
beforeEach(() => {
  jest.spyOn(console, 'warn').mockReturnValue();
  twins = new Twins();
  // oxlint-disable-next-line typescript/unbound-method -- called with the `this` of the spy
  const { recall } = KnownClusters.prototype;
  jest.spyOn(KnownClusters.prototype, 'recall').mockImplementation(function (this: KnownClusters, key, group) {
    const known = recall.call(this, key, group);
    if (known === undefined) rendered.push(group.cluster.name);
    return known;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  twins.delete();
});

/** What a run says, and the clusters that it renders. */
function run(program: Program, mode?: 'plan'): { readonly said: Said; readonly clusters: readonly string[] } {
  rendered = [];
  const said = twins.run(program, mode && { mode });
  return { said, clusters: rendered };
}

const CLUSTERS = ['eu-1', 'eu-2', 'eu-3'];

/** Adds components to some of the clusters. */
const on = (names: readonly string[], manifests: (chart: Chart) => void) => (fleet: Fleet<Loose>) => {
  for (const cluster of fleet.node.children.filter((child) => child instanceof Cluster)) {
    if (names.includes(cluster.name)) new Component<Loose>(cluster as Cluster<Loose>, 'extra', { manifests });
  }
};

const program = (build?: (fleet: Fleet<Loose>) => void) => small({ clusters: CLUSTERS, ...(build ? { build } : {}) });

test('a run renders the clusters whose data is new', () => {
  expect(run(program()).clusters).toEqual(CLUSTERS);
  expect(run(program()).clusters).toEqual([]);
  expect(run(program(on(['eu-2'], configMap))).clusters).toEqual(['eu-2']);
  expect(run(program(on(['eu-2'], configMap)), 'plan').clusters).toEqual([]);
  expect(run(program()).clusters).toEqual([]);
  // All of them are in another place for Flux.
  expect(run(small({ clusters: CLUSTERS, props: { path: './deploy' } })).clusters).toEqual(CLUSTERS);
});

test('a cluster whose files are gone is written again', () => {
  run(program());
  twins.each((place: Folder) => fs.rmSync(place.at('dist/clusters/eu-2'), { recursive: true }));
  const { said } = run(program());
  expect(said.written?.length).toBeGreaterThan(5);
  expect(said.written?.every((path) => path.startsWith('clusters/eu-2/'))).toBe(true);
});

test('what an error about a cache that is no longer true asks for ends it', () => {
  run(program());
  const { dist, caches } = twins;
  const files = new CacheFolder(caches, dist.path);
  const units = files.read('units')!.toString();
  files.write('units', units.replace(/^(unit(?: \S+){4} )\S+/gm, `$1${'0'.repeat(43)}=`));
  const stale = /\] renders to something else .*: delete node_modules\/\.cache\/cdk8s-flux-fleet,/;
  expect(() => program()(dist.path).synth()).toThrow(stale);
  program()(dist.path).synth({ cache: false });
  expect(() => program()(dist.path).synth()).toThrow(stale);
  fs.rmSync(caches, { recursive: true });
  expect(caches).toMatch(/node_modules\/\.cache\/cdk8s-flux-fleet$/);
  expect(run(program()).clusters).toEqual(CLUSTERS);
  expect(run(program()).said).toMatchObject({ written: [] });
});

const source = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' };
const automation = { apiVersion: 'image.toolkit.fluxcd.io/v1', kind: 'ImageUpdateAutomation' };

/** An automation that pushes to one branch, wherever it runs. */
function pushing(chart: Chart): void {
  const metadata = { name: 'apps' };
  const spec = { interval: '1h', url: 'https://git.example.com/acme/apps', ref: { branch: 'main' } };
  new ApiObject(chart, 'source', { ...source, metadata, spec });
  const sourceRef = { kind: 'GitRepository', name: 'apps' };
  const git = { checkout: { ref: { branch: 'main' } }, commit: { author: { email: 'a@example.com' } } };
  new ApiObject(chart, 'automation', {
    ...automation,
    metadata,
    spec: { interval: '1h', sourceRef, git: { ...git, push: { branch: 'main' } }, update: { strategy: 'Setters' } },
  });
}

test('what two clusters do to each other is found, although one of them is as it was', () => {
  expect(run(program(on(['eu-1'], pushing))).said.problems).toBeUndefined();
  const both = run(program(on(['eu-1', 'eu-3'], pushing))).said;
  expect(both.problems).toEqual([expect.stringContaining('pushes to branch "main"')]);
  expect(run(program(on(['eu-1', 'eu-3'], pushing))).said.problems).toEqual(both.problems);
});

/** Two objects that only together are wrong, in units of their own each. */
function waiting(chart: Chart): void {
  new ApiObject(chart, 'one', {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'one' },
    spec: {
      ...{ interval: '1h', prune: true, path: './one', sourceRef: { kind: 'GitRepository', name: 'nowhere' } },
      dependsOn: [{ name: 'nobody' }],
    },
  });
}

test('what a cluster has that is wrong is said by every run', () => {
  const first = run(program(on(['eu-2'], waiting))).said;
  expect([...(first.problems ?? []), ...(first.warnings ?? [])].join('\n')).toContain('nobody');
  for (let again = 0; again < 2; again++) {
    const { said, clusters } = run(program(on(['eu-2'], waiting)));
    expect([said.problems, said.warnings]).toEqual([first.problems, first.warnings]);
    expect(clusters).toContain('eu-2');
  }
});
