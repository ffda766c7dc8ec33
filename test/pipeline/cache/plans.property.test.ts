import * as fs from 'node:fs';
import * as fc from 'fast-check';
import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from '../../../src';
import { ToldFile } from '../../../src/pipeline/cache/told-file';
import { LeftOut } from '../../../src/pipeline/guard/equal-clusters';
import { runsOf } from '../../support/deep';
import { configMap, git, Loose, newFleet } from '../../support/fleets';
import { Folder } from '../../support/folder';
import { Program, Twins } from './twins';

/*
 * Plans leave out clusters that are equal and that told an earlier plan all there is. They say what plans say that follow
 * every cluster, whatever happened before: to the program, the output, what is around it, and the cache.
 */

/** What the program says. */
interface State {
  /** A value of each cluster; without one the cluster is not there. */
  readonly values: ReadonlyArray<number | undefined>;
  /** Whether the second cluster is deployed to by the first. */
  readonly isRemote: boolean;
  /** Where the tenant's files are; it is not there without. */
  readonly tenant: 'elsewhere' | 'here' | 'nowhere';
  /** The folder of the repository that a component delivers. */
  readonly folder: string;
}

const START: State = { values: [0, 0, 0, 0], isRemote: false, tenant: 'elsewhere', folder: './shared/base' };

function programOf({ values, isRemote, tenant, folder }: State): Program {
  return (outdir) => {
    const fleet: Fleet<Loose> = newFleet({ outdir });
    const clusters: Array<Cluster<Loose>> = [];
    values.forEach((value, index) => {
      if (value === undefined) return;
      const managedBy = index === 1 && isRemote && values[0] !== undefined ? { managedBy: clusters[0]! } : {};
      clusters.push(new Cluster<Loose>(fleet, `eu-${index}`, { config: { value }, ...managedBy }));
    });
    new Environment<Loose>(fleet, 'dev', { clusters });
    if (tenant !== 'nowhere') {
      const source = tenant === 'here' ? git : Source.git({ url: 'https://git.example.com/shop/apps', branch: 'main' });
      const shop = new Tenant<Loose>(fleet, 'shop', { source, owners: ['shop-leads'] });
      // What this path means is told by the repository, where nothing tells its source.
      new App<Loose>(shop, 'till', {
        path: './till',
        substitutions: ({ config }) => ({ value: `${config['value']}` }),
      });
    }
    new Component<Loose>(fleet, 'dns', { manifests: configMap });
    if (clusters[0]) new Component<Loose>(clusters[0], 'base', { path: folder });
    return fleet;
  };
}

const LEADING = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: other, namespace: flux-system}
spec: {interval: 1h, path: ./dist/clusters/eu-2/infrastructure/dns, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`;

/** Files that somebody writes, or takes away again: below the output directory, and around it. */
const FILES: ReadonlyArray<readonly [path: string, text: string]> = [
  ['dist/clusters/eu-3/mine.yaml', LEADING],
  ['dist/clusters/eu-2/infrastructure/dns/mine.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine}\n'],
  ['dist/mine/mine.yaml', LEADING],
  ['shared/base/kustomization.yaml', 'resources: [map.yaml]\n'],
  ['shared/base/map.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: base}\n'],
  ['till/kustomization.yaml', 'resources: []\n'],
  ['.sourceignore', 'dns.yaml\n'],
  ['notes.md', 'notes\n'],
];

interface Step {
  readonly what:
    | 'back'
    | 'cache'
    | 'commit'
    | 'damage'
    | 'delete'
    | 'edit'
    | 'file'
    | 'folder'
    | 'plan'
    | 'remote'
    | 'remove'
    | 'synth'
    | 'tenant'
    | 'value';
  readonly pick: number;
}

const STEPS: ReadonlyArray<Step['what']> = [
  ...(['value', 'value', 'value', 'remove', 'remote', 'tenant', 'folder', 'back', 'back', 'plan'] as const),
  ...(['synth', 'synth', 'commit', 'commit', 'edit', 'delete', 'file', 'file', 'cache', 'damage'] as const),
];

const steps = fc.array(fc.record<Step>({ what: fc.constantFrom(...STEPS), pick: fc.nat({ max: 10_000 }) }), {
  minLength: 4,
  maxLength: 9,
});

/** The program after a step. */
function after(states: readonly State[], { what, pick }: Step): State {
  const state = states.at(-1)!;
  const at = pick % state.values.length;
  const withValue = (value: number | undefined) => ({
    ...state,
    values: state.values.map((one, index) => (index === at ? value : one)),
  });
  switch (what) {
    case 'value':
      return withValue((pick >> 4) % 4);
    case 'remove':
      return at === 0 ? state : withValue(undefined);
    case 'remote':
      return { ...state, isRemote: !state.isRemote };
    case 'tenant':
      return { ...state, tenant: (['elsewhere', 'here', 'nowhere'] as const)[pick % 3]! };
    case 'folder':
      return {
        ...state,
        folder: ['./shared/base', './shared/other', './dist/clusters/eu-3/infrastructure/dns'][pick % 3]!,
      };
    case 'back':
      return states[pick % states.length]!;
    default:
      return state;
  }
}

/** What somebody does to the files. */
function change(place: Folder, { what, pick }: Step): void {
  const generated = 'dist/clusters/eu-2/infrastructure/dns/dns.yaml';
  const isThere = fs.existsSync(place.at(generated));
  if (what === 'edit' && isThere) place.write(generated, place.read(generated).replace('settings', 'SETTINGS'));
  if (what === 'delete' && isThere) fs.rmSync(place.at(generated));
  if (what === 'file') {
    const [path, text] = FILES[pick % FILES.length]!;
    if (fs.existsSync(place.at(path))) fs.rmSync(place.at(path));
    else place.write(path, text);
  }
}

/** What happens to what plans have kept. */
function damage(twins: Twins, { what, pick }: Step, kept: Buffer[]): void {
  if (!fs.existsSync(twins.caches)) return;
  const file = twins.cache.at('told');
  if (!fs.existsSync(file)) return;
  const bytes = fs.readFileSync(file);
  kept.push(bytes);
  // Those of another time, or what a killed plan leaves beside it.
  if (what === 'cache' && pick % 2 === 0) fs.writeFileSync(file, kept[pick % kept.length]!);
  if (what === 'cache' && pick % 2 === 1) fs.writeFileSync(`${file}.1`, bytes.subarray(0, pick % bytes.length));
  if (what !== 'damage') return;
  if (pick % 3 === 0) bytes[pick % bytes.length]! ^= 1 << (pick % 8);
  fs.writeFileSync(file, pick % 3 === 1 ? bytes.subarray(0, pick % bytes.length) : bytes);
  if (pick % 3 === 2) fs.rmSync(file);
}

const seen = { plans: 0, recalled: 0, void: 0, errors: 0 };

beforeEach(() => {
  jest.spyOn(console, 'warn').mockReturnValue();
  // oxlint-disable-next-line typescript/unbound-method -- called with the `this` of the spy
  const { recall } = ToldFile.prototype;
  jest.spyOn(ToldFile.prototype, 'recall').mockImplementation(function (this: ToldFile, ...args) {
    const told = recall.apply(this, args);
    seen.recalled += told === undefined ? 0 : 1;
    return told;
  });
  // oxlint-disable-next-line typescript/unbound-method -- called with the `this` of the spy
  const { reachOut } = LeftOut.prototype;
  jest.spyOn(LeftOut.prototype, 'reachOut').mockImplementation(function (this: LeftOut) {
    seen.void++;
    reachOut.call(this);
  });
});
afterEach(() => jest.restoreAllMocks());

function play(all: readonly Step[]): void {
  const twins = new Twins();
  try {
    const states = [START];
    const kept: Buffer[] = [];
    const plan = () => {
      const { plan: said, error } = twins.run(programOf(states.at(-1)!), { mode: 'plan' });
      seen.plans++;
      seen.errors += said === undefined && error !== undefined ? 1 : 0;
    };
    const synth = () => twins.run(programOf(states.at(-1)!), { guard: false, onEdited: 'discard' });
    synth();
    twins.each((place) => {
      for (const [path, text] of FILES.slice(3, 5)) place.write(path, text);
      place.write('.gitignore', 'node_modules\n');
    });
    twins.commit('.');
    plan();
    for (const step of all) {
      states.push(after(states, step));
      if (step.what === 'synth') synth();
      if (step.what === 'commit') twins.commit('.');
      twins.each((place) => change(place, step));
      damage(twins, step, kept);
      plan();
    }
  } finally {
    twins.delete();
  }
}

const way = (...whats: ReadonlyArray<Step['what'] | readonly [Step['what'], number]>): Step[] =>
  whats.map((one) => (typeof one === 'string' ? { what: one, pick: 18 } : { what: one[0], pick: one[1] }));

test('a plan says the same of clusters that it leaves out', () => {
  // Two values, and a file by hand that leads to another cluster.
  play(way(['value', 18], ['value', 34], ['file', 0], 'commit', ['value', 17]));
  expect(seen.recalled).toBeGreaterThan(3);
});

if (runsOf(0, 1) > 0) {
  test('whatever happened before', () => {
    fc.assert(fc.property(steps, play), { numRuns: runsOf(0, 120), endOnFailure: true });
    expect(Math.min(seen.recalled, seen.void)).toBeGreaterThan(runsOf(0, 120) / 4);
    expect(seen.errors).toBeLessThan(seen.plans / 2);
  });
}
