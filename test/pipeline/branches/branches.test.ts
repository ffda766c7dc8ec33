import * as fs from 'node:fs';
import { FleetError } from '../../../src/core/problem';
import { Cluster, Component, Environment, Fleet, HelmChart, Source } from '../../../src/index';
import { branchFolders, readerOf } from '../../../src/pipeline/branches/branch-folders';
import { runCheck } from '../../../src/pipeline/run';
import { Repository } from '../../support/repository';

/** Environments that follow branches: the file that says so, and the checks of commits on these branches. */

const URL = 'https://git.example.com/acme/fleet';

interface State {
  /** Versions of a chart by environment; `all` is what the clusters have themselves. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly environments?: Readonly<Record<string, string | undefined>>;
  /** Clusters that the environments are on. */
  readonly on?: readonly string[];
  readonly source?: Source;
}

const THREE = { dev: 'dev', qa: 'qa', prod: undefined };

function fleetOf(outdir: string, { versions = {}, environments = THREE, on = ['eu-1', 'store'], source }: State = {}) {
  const fleet = new Fleet({ name: 'acme', outdir, source: source ?? Source.git({ url: URL, branch: 'main' }) });
  const factory = new Cluster(fleet, 'eu-1');
  const all: readonly Cluster[] = [
    factory,
    new Cluster(fleet, 'store', { managedBy: factory }),
    new Cluster(fleet, 'eu-2'),
  ];
  const clusters = all.filter(({ name }) => on.includes(name));
  const chart = (name = 'all') =>
    HelmChart.oci({ url: 'oci://charts.example.com/web', version: versions[name] ?? '1.0.0' });
  new Component(fleet, 'base', { chart: chart() });
  for (const [name, branch] of Object.entries(environments)) {
    const environment = new Environment(fleet, name, { clusters, ...(branch === undefined ? {} : { branch }) });
    new Component(environment, 'web', { chart: chart(name) });
  }
  return fleet;
}

let repository: Repository;
let outdir: string;

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation();
  repository = new Repository();
  outdir = repository.path('dist');
});

afterEach(() => repository.remove());

function commit(state: State = {}): void {
  fleetOf(outdir, state).synth({ guard: false });
  repository.commit();
}

function switchTo(branch: string, ...more: readonly string[]): void {
  repository.git('switch', '--quiet', ...more, branch);
}

/** Messages of a check, with the ids of what refuses and what warns. */
function check(state: State = {}, branch?: string): string[] {
  const text = (kind: string) => (one: { id: string; at: string; message: string }) =>
    `${kind} ${one.id}: [${one.at}] ${one.message}`;
  try {
    const { warnings } = runCheck(fleetOf(outdir, state), branch === undefined ? {} : { branch });
    return warnings.map(text('warning'));
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    return error.problems.map(text('error'));
  }
}

const branchesIn = (state: State) => fleetOf(outdir, state).synthesize().tree;

describe('the file that says what is read on which branch', () => {
  it('names environments by patterns', () => {
    const { text } = Object.fromEntries(
      [...branchesIn({}).entries()].flatMap(([path, text]) => (path === 'branches.txt' ? [['text', text]] : [])),
    ) as { text: string };
    expect(text.replace(/^#.*\n/gm, '')).toBe(`branches:
- branch: main
  folders: all others
- branch: dev
  folders:
  - "clusters/*/dev"
  - "clusters/*/remotes/*/dev"
- branch: qa
  folders:
  - "clusters/*/qa"
  - "clusters/*/remotes/*/qa"
`);
  });

  it('stays as it is when a cluster comes', () => {
    const of = (on: readonly string[]) => new Map(branchesIn({ on }).entries()).get('branches.txt');
    expect(of(['eu-1', 'store', 'eu-2'])).toBe(of(['eu-1', 'store']));
  });

  it('names artifacts by the branches that they are pushed from', () => {
    const source = Source.oci({ url: 'oci://registry.example.com/acme', tag: 'latest', per: 'cluster' });
    const tree = branchesIn({ source, environments: { release: 'release/1.0' }, on: ['eu-1'] });
    const text = new Map(tree.entries()).get('branches.txt');
    expect(String(text).replace(/^#.*\n/gm, '')).toBe(
      'branches:\n- folders: all others\n- branch: release/1.0\n  folders:\n  - "clusters/*/release"\n',
    );
  });

  it('is not there where one branch is read', () => {
    expect(branchesIn({ environments: { prod: undefined } }).has('branches.txt')).toBe(false);
    expect(branchesIn({ environments: { prod: 'main' } }).has('branches.txt')).toBe(false);
  });
});

describe("a commit on an environment's branch", () => {
  beforeEach(() => {
    commit();
    for (const branch of ['dev', 'qa']) repository.git('branch', branch);
  });

  it('may change what is read from there', () => {
    switchTo('qa');
    const versions = { qa: '1.0.1' };
    commit({ versions });
    expect(check({ versions })).toEqual([]);
    expect(check({ versions }, 'qa')).toEqual([]);
  });

  it.each([
    ['what the clusters have themselves', 'all', 'dist/clusters/eu-1/infrastructure/base/release.yaml', 'main'],
    ['an environment on another branch', 'dev', 'dist/clusters/eu-1/dev/infrastructure/web/release.yaml', 'dev'],
    ['an environment without a branch', 'prod', 'dist/clusters/eu-1/prod/infrastructure/web/release.yaml', 'main'],
  ])('may not change %s', (_what, key, file, reader) => {
    switchTo('qa');
    const versions = { [key]: '1.0.1', qa: '1.0.1' };
    commit({ versions });
    const [message, ...others] = check({ versions });
    expect(others).toEqual([]);
    expect(message).toMatch(
      new RegExp(
        `^error branch-strays: \\[acme\\] branch qa changes ${file.replace(/release\.yaml$/, '[a-z]+\\.yaml')}.*, which Flux reads from branch ${reader}: make the change on main and merge it here, or limit it to what Flux reads from qa$`,
      ),
    );
    // What the message says, literally.
    switchTo('main');
    commit({ versions: { [key]: '1.0.1' } });
    switchTo('qa');
    repository.git('merge', '--quiet', '--no-edit', 'main');
    expect(check({ versions })).toEqual([]);
  });

  it('is compared by whole paths, whatever Git is set to, and where a file became a folder', () => {
    switchTo('qa');
    repository.git('config', 'diff.relative', 'true');
    const file = repository.path('dist/clusters/eu-1/prod/infrastructure/web/kustomization.yaml');
    fs.rmSync(file);
    fs.mkdirSync(file);
    fs.writeFileSync(`${file}/more`, '');
    expect(check({})).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^error branch-strays: .*web\/kustomization\.yaml.* from branch main: /),
      ]),
    );
  });

  it('may not change it before it is committed either', () => {
    switchTo('qa');
    const versions = { all: '1.0.1' };
    fleetOf(outdir, { versions }).synth({ guard: false });
    expect(check({ versions })).toEqual([expect.stringMatching(/^error branch-strays: .* from branch main: /)]);
  });

  it('may not remove it', () => {
    switchTo('qa');
    const state = { environments: { qa: 'qa', prod: undefined } };
    commit(state);
    expect(check(state)).toEqual([expect.stringMatching(/^error branch-strays: \[acme\] branch qa changes /)]);
  });

  it('may bring what others have, however it gets there', () => {
    switchTo('dev');
    commit({ versions: { dev: '1.0.1' } });
    switchTo('main');
    commit({ versions: { all: '1.0.1' } });
    switchTo('qa');
    // Squashed: Git does not know that it is a merge.
    const versions = { all: '1.0.1', dev: '1.0.1' };
    commit({ versions });
    expect(check({ versions })).toEqual([]);
    // And main goes on meanwhile.
    switchTo('main');
    commit({ versions: { all: '1.0.2' } });
    switchTo('qa');
    expect(check({ versions })).toEqual([]);
  });

  it('is refused in a clone that lacks the branch to compare with', () => {
    switchTo('qa');
    repository.git('branch', '--delete', '--force', 'main');
    expect(check({}, 'qa')).toEqual([
      'error branch-unknown: [acme] this clone has no branch main, so that nothing tells what branch qa changes of what Flux reads there: fetch all branches (git fetch --unshallow, fetch-depth: 0 of actions/checkout, GIT_DEPTH: 0 of GitLab)',
    ]);
  });

  it('finds the branches of the remote', () => {
    switchTo('qa');
    for (const name of ['main', 'dev']) {
      repository.git('update-ref', `refs/remotes/origin/${name}`, name);
      repository.git('branch', '--delete', '--force', name);
    }
    const versions = { all: '1.0.1' };
    commit({ versions });
    expect(check({ versions })).toEqual([expect.stringMatching(/^error branch-strays: /)]);
  });
});

describe("a commit on the fleet's own branch", () => {
  it('is refused while the branch of an environment is missing', () => {
    commit();
    repository.git('branch', 'dev');
    const message =
      'error branch-missing: [qa] Flux reads dist/clusters/eu-1/qa, dist/clusters/eu-1/remotes/store/qa from branch qa, and this clone has no such branch: git branch qa';
    expect(check()).toEqual([message]);
    repository.git('branch', 'qa');
    expect(check()).toEqual([]);
  });

  it('warns where the branch may be at a remote, and refuses where it is asked for', () => {
    commit();
    repository.git('branch', 'dev');
    repository.git('remote', 'add', 'origin', URL);
    expect(check()).toEqual([
      expect.stringMatching(
        /^warning branch-missing: \[qa\] .* no such branch: git fetch origin qa:qa, or, if it is not there, git push origin HEAD:refs\/heads\/qa$/,
      ),
    ]);
    expect(check({}, 'main')).toEqual([
      expect.stringMatching(/^error branch-missing: \[qa\] .*: git push origin HEAD:refs\/heads\/qa, or git fetch /),
    ]);
  });

  it('says which folders a branch does not have yet', () => {
    commit();
    for (const branch of ['dev', 'qa']) repository.git('branch', branch);
    const state = { on: ['eu-1', 'store', 'eu-2'], environments: { qa: 'qa', prod: undefined } };
    commit(state);
    expect(check(state)).toEqual([
      'warning branch-behind: [qa/eu-2] branch qa has no dist/clusters/eu-2/qa yet, and the Kustomization that reads it fails until then: merge main into qa when this is there',
    ]);
    switchTo('qa');
    repository.git('merge', '--quiet', '--no-edit', 'main');
    switchTo('main');
    expect(check(state)).toEqual([]);
  });

  it('is refused where it lacks the folder of a branch, which a merge would remove there', () => {
    commit();
    for (const branch of ['dev', 'qa']) repository.git('branch', branch);
    fs.rmSync(repository.path('dist/clusters/eu-1/qa'), { recursive: true });
    repository.commit();
    expect(check()).toContainEqual(
      expect.stringMatching(/^error not-synthesized: \[clusters\/eu-1\/qa\/.* is not there: synthesize, and commit/),
    );
  });
});

test('a remote cluster may follow the fleet again below a manager on another branch', () => {
  const branch = (name: string) => Source.git({ url: URL, branch: name });
  const fleet = new Fleet({ name: 'acme', outdir, source: branch('main') });
  const factory = new Cluster(fleet, 'eu-1', { source: branch('stable') });
  new Environment(fleet, 'dev', {
    clusters: [new Cluster(fleet, 'store', { managedBy: factory, source: branch('main') })],
  });
  const folders = branchFolders(fleet.synthesize().resolved);
  const reader = (file: string) => readerOf(folders, file)?.branch;
  expect([
    reader('clusters/eu-1/kustomization.yaml'),
    reader('clusters/eu-1/remotes/store/infrastructure/a.yaml'),
    reader('clusters/eu-1/remotes/store/dev/a.yaml'),
  ]).toEqual(['stable', 'main', 'main']);
});

describe('other commits', () => {
  it('are compared with no branch', () => {
    commit();
    switchTo('topic', '--create');
    const versions = { all: '1.0.1', qa: '1.0.1' };
    commit({ versions });
    expect(check({ versions })).toEqual([]);
  });

  it.each([
    ['--branch "next" is no branch that Flux reads: give one of main, dev, qa', 'next', {}],
    [
      '--branch "main" is given, but no part of the fleet is read from a branch of its own: leave it out',
      'main',
      { environments: { prod: undefined } },
    ],
    [
      '--branch "dev" is given, but the fleet is read from no Git branch, whose commits could be compared: leave it out',
      'dev',
      {
        source: Source.oci({ url: 'oci://registry.example.com/acme/fleet', tag: 'main' }),
        environments: { dev: undefined },
      },
    ],
  ])('refuse %s', (message, branch, state) => {
    commit(state);
    expect(check(state, branch)).toEqual([`error branch: [acme] ${message}`]);
  });

  it('refuse a branch where Flux does not read this repository', () => {
    commit();
    repository.git('remote', 'add', 'origin', 'https://git.example.com/acme/another');
    const why = 'but Flux does not read the folder from this repository: run it in a clone of the one that it reads';
    expect(check({}, 'main')).toEqual([`error branch: [acme] --branch "main" is given, ${why}`]);
    expect(check()).toEqual([]);
  });
});
