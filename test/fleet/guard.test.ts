import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import {
  App,
  Cluster,
  Component,
  Decryption,
  Environment,
  Fleet,
  GuardLimits,
  HelmChart,
  Removal,
  Secret,
  Source,
  Tenant,
} from '../../src';
import { agePair, sopsFile } from '../features/secret/sops-writer';
import { Repository } from '../support/repository';

const reason = 'no longer needed';
const source = Source.git({ url: 'https://example.com/fleet', branch: 'main' });

const settings = (name: string) => (chart: Chart) =>
  void new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } });

/** Parts of a test's fleet. */
interface Described {
  readonly components?: readonly string[];
  readonly clusters?: readonly string[];
  readonly declare?: readonly Removal[];
  readonly build?: (fleet: Fleet) => void;
}

function fleetIn(
  outdir: string,
  { components = ['dns', 'metrics'], clusters = ['eu'], declare = [], build }: Described,
) {
  const fleet = new Fleet({ name: 'acme', source, outdir });
  for (const name of clusters) new Cluster(fleet, name);
  for (const name of components) {
    new Component(fleet, name, {
      manifests: settings(name),
    });
  }
  fleet.declare(...declare);
  build?.(fleet);
  return fleet;
}

let repository: Repository;
let dist: string;
let warnings: string[];

const fleet = (described: Described = {}) => fleetIn(dist, described);
const problemsOf = (run: () => void): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was wrong');
};
const files = () => fs.readdirSync(path.join(dist, 'clusters'), { recursive: true }).sort();

beforeEach(() => {
  repository = new Repository();
  dist = repository.path('dist');
  warnings = [];
  jest.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text));
});

afterEach(() => {
  jest.restoreAllMocks();
  repository.remove();
});

describe('without a commit', () => {
  test('nothing can be lost', () => {
    fleet().synth();
    fleet({ components: ['dns'] }).synth();
    expect(warnings).toEqual([]);
    repository.git('commit', '--quiet', '--allow-empty', '--message', 'nothing');
    fleet({ components: [] }).synth();
    expect(warnings).toEqual([]);
  });

  test('an explicit base must exist', () => {
    const todo = 'give the commit that Flux follows (--base), or say that there is none yet (--first)';
    const message = (what: string) =>
      `1 problem, nothing was written:\n  [acme] ${what}, so that nothing tells what this run would remove: ${todo}`;
    expect(problemsOf(() => fleet().synth({ base: 'HEAD' }))).toBe(message('nothing is committed yet'));
    repository.git('commit', '--quiet', '--allow-empty', '--message', 'nothing');
    expect(problemsOf(() => fleet().synth({ base: 'HEAD' }))).toBe(message('HEAD has no generated file in dist'));
    fs.writeFileSync(repository.path('.gitignore'), 'dist/\n');
    expect(problemsOf(() => fleet().synth({ base: 'HEAD' }))).toBe(
      message('HEAD has no generated file in dist, which Git ignores'),
    );
    expect(problemsOf(() => fleet().synth({ base: 'v1' }))).toBe(
      '1 problem, nothing was written:\n  [git] "v1" cannot be read: give a commit, branch or tag that this repository has',
    );
    expect(fs.existsSync(dist)).toBe(false);
    fleet().synth({ base: 'HEAD', first: true });
    expect(fs.existsSync(dist)).toBe(true);
  });

  test('a folder outside of repositories is written without a base', () => {
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'flux-fleet-no-repository-'));
    fleetIn(outdir, {}).synth();
    fleetIn(outdir, { components: [] }).synth();
    expect(problemsOf(() => fleetIn(outdir, {}).synth({ base: 'HEAD' }))).toContain(
      `${outdir} is in no Git repository`,
    );
    fs.rmSync(outdir, { recursive: true });
  });

  test('committed foreign files in the folder are not a base', () => {
    fs.mkdirSync(dist);
    fs.writeFileSync(path.join(dist, 'README.md'), 'ours\n');
    repository.commit();
    fleet().synth();
    expect(fs.readFileSync(path.join(dist, 'README.md'), 'utf8')).toBe('ours\n');
  });
});

describe('against a commit', () => {
  beforeEach(() => {
    fleet().synth();
    repository.commit();
  });

  test('a loss of data is rejected, and nothing is written', () => {
    const before = files();
    const message = problemsOf(() => fleet({ components: ['dns'] }).synth());
    expect(message).toBe(`1 problem, nothing was written:
  [eu/metrics] Namespace metrics goes out of infrastructure/metrics/metrics.yaml and Flux deletes it; Kustomization flux-system/infrastructure-metrics goes as well: declare it with Removal.component('metrics', { reason: '…' }), or keep it`);
    expect(files()).toEqual(before);
  });

  test('the working folder does not matter', () => {
    fs.rmSync(dist, { recursive: true });
    expect(problemsOf(() => fleet({ components: ['dns'] }).synth())).toContain('Namespace metrics goes');
  });

  test('a declared removal passes', () => {
    const declared = fleet({ components: ['dns'], declare: [Removal.component('metrics', { reason })] });
    declared.synth();
    expect(files().filter((file) => String(file).includes('metrics'))).toEqual([]);
    expect(declared.result!.guard!.comparison.changes).not.toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('an unused declaration is a warning, which can be acknowledged', () => {
    const declare = [Removal.component('metrics', { reason })];
    fleet({ declare }).synth();
    expect(warnings).toEqual([
      'warning (declaration-needless) [metrics] Removal.component("metrics") declares what nobody removes: take it out of the program once the change is merged',
    ]);
    warnings.length = 0;
    fleet({ declare, build: (one) => one.acknowledgeWarning('declaration-needless', 'a test') }).synth();
    expect(warnings).toEqual([]);
  });

  test('an incomplete declaration is a problem', () => {
    expect(problemsOf(() => fleet({ declare: [Removal.component('metrics', { reason: '' })] }).synth())).toBe(
      '1 problem, nothing was written:\n  [acme] Removal.component("metrics") gives reason "": say why it is removed',
    );
  });

  test('the guard may be turned off, and a warning says so', () => {
    fleet({ components: ['dns'] }).synth({ guard: false });
    expect(warnings).toEqual([
      'warning (guard-off) [acme] nothing keeps Flux from deleting what this run removes: leave out guard: false (--no-guard)',
    ]);
    expect(files().filter((file) => String(file).includes('metrics'))).toEqual([]);
  });

  test('another base than HEAD', () => {
    fleet({ components: ['dns'] }).synth({ guard: false });
    repository.commit();
    fleet({ components: ['dns'] }).synth();
    expect(problemsOf(() => fleet({ components: ['dns'] }).synth({ base: 'HEAD~1' }))).toContain(
      'Namespace metrics goes',
    );
    expect(problemsOf(() => fleet({ components: ['dns'] }).check({ base: 'HEAD~1' }))).toContain(
      'Namespace metrics goes',
    );
    fleet({ components: ['dns'] }).check();
  });

  test('limits come from the program', () => {
    const limited = (name: string, guard: GuardLimits) => {
      const one = new Fleet({ name: 'acme', source, outdir: dist, guard });
      new Cluster(one, 'eu');
      new Component(one, 'dns', { manifests: settings('dns') });
      new Component(one, 'metrics', { manifests: settings(name) });
      return one;
    };
    limited('other', {}).plan({ base: 'HEAD' });
    expect(limited('other', {}).plan().passed).toBe(true);
    expect(limited('other', { protected: ['/ConfigMap'] }).plan().findings).toMatchObject([
      { id: 'protected-removed', object: { kind: 'ConfigMap', name: 'metrics' } },
    ]);
  });

  test('a folder behind a link is found', () => {
    const link = path.join(os.tmpdir(), `flux-fleet-link-${process.pid}`);
    fs.symlinkSync(repository.directory, link);
    try {
      expect(problemsOf(() => fleetIn(path.join(link, 'dist'), { components: [] }).synth())).toContain('goes');
      fs.rmSync(dist, { recursive: true });
      expect(problemsOf(() => fleetIn(path.join(link, 'dist'), { components: [] }).synth())).toContain('goes');
    } finally {
      fs.unlinkSync(link);
    }
  });

  test('a failing git is a problem, because the base is then unknown', () => {
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    try {
      expect(problemsOf(() => fleet().synth())).toMatch(/\[git\] cannot be run, .*ENOENT.*: install git$/);
      fleet().synth({ guard: false });
    } finally {
      process.env.PATH = PATH;
    }
  });

  test('the comparison also works without a synthesis', () => {
    const { passed, findings, comparison } = fleet({ components: ['dns', 'metrics', 'tracing'] }).plan();
    expect([passed, findings]).toEqual([true, []]);
    expect(comparison.changes.map(({ action, object }) => `${action} ${object.kind}`)).toContain('added Namespace');
    expect(fleet({ components: [] }).plan()).toMatchObject({ passed: false });
    expect(comparison.clusters.map(({ change }) => change)).toEqual(['changed']);
    expect(
      fleet()
        .plan()
        .comparison.clusters.map(({ change }) => change),
    ).toEqual(['unchanged']);
  });

  test('a run without changes is not compared', () => {
    const same = fleet();
    same.synth();
    expect(same.result!.guard).toMatchObject({ passed: true, comparison: { clusters: [], changes: [] } });
  });
});

test('an encrypted SOPS file is removed like any other generated file', () => {
  const key = agePair();
  const file = repository.path('token.yaml');
  fs.writeFileSync(file, sopsFile({ to: [key], namespace: 'dns', stringData: { password: 'x' } }));
  const decryption = Decryption.age({ secretName: 'keys', recipients: [key.recipient] });
  const withSecrets = (secrets: readonly Secret[]) => () =>
    fleet({
      components: [],
      build: (one) => void new Component(one, 'dns', { manifests: settings('dns'), decryption, secrets }),
    });
  withSecrets([Secret.sops(file)])().synth();
  repository.commit();
  const { comparison, passed } = withSecrets([])().plan();
  expect(passed).toBe(true);
  expect(comparison.changes.map(({ action, effect, object }) => `${action} ${effect} ${object.kind}`)).toContain(
    'removed pruned Secret',
  );
});

test('an adopted file has its committed content', () => {
  fleet().synth();
  repository.commit();
  const file = path.join(dist, 'clusters/eu/infrastructure/dns/dns.yaml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('a: b', 'a: c'));
  fleet().synth({ onEdited: 'adopt' });
  repository.commit();
  expect(fleet().plan().comparison.changes).toEqual([]);
});

describe('migrations in steps', () => {
  /** Synthesizes and commits. */
  const commit = (one: Fleet) => {
    one.synth();
    repository.commit();
  };

  test('a component is renamed and keeps its objects', () => {
    const named = (name: string, prune?: boolean) =>
      fleet({
        components: [],
        build: (one) =>
          void new Component(one, name, {
            manifests: settings('settings'),
            namespace: 'dns',
            ...(prune === undefined ? {} : { prune }),
          }),
      });
    commit(named('dns'));
    expect(problemsOf(() => named('names').synth()))
      .toContain(`is renamed to flux-system/infrastructure-names, and Flux deletes all that it applied: rename it in steps
    1. give component dns prune: false under its old name, commit that and let Flux apply it
    2. rename it to flux-system/infrastructure-names and commit that: the new Kustomization takes over what the old one leaves`);
    commit(named('dns', false));
    const { passed, comparison } = named('names').plan();
    expect(passed).toBe(true);
    expect(
      new Set(comparison.changes.filter(({ action }) => action === 're-owned').map(({ effect }) => effect)),
    ).toEqual(new Set(['adopted']));
    commit(named('names'));
  });

  test('an object moves to another component', () => {
    const moved = (to: 'dns' | 'metrics', prune?: boolean) =>
      fleet({
        components: [],
        build: (one) => {
          for (const name of ['dns', 'metrics'] as const) {
            new Component(one, name, {
              manifests: (chart) => {
                settings(name)(chart);
                if (name !== to) return;
                const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
                const metadata = { name: 'data', namespace: 'dns' };
                new ApiObject(chart, 'data', {
                  apiVersion: 'v1',
                  kind: 'PersistentVolumeClaim',
                  metadata,
                  spec: claim,
                });
              },
              ...(prune === undefined ? {} : { prune }),
            });
          }
        },
      });
    commit(moved('dns'));
    expect(problemsOf(() => moved('metrics').synth())).toContain(
      '    1. give component dns prune: false where it is now',
    );
    commit(moved('dns', false));
    // Its state after the move must not prune yet either: which of the two specs meets the move is undefined.
    expect(problemsOf(() => moved('metrics').synth())).toContain('PersistentVolumeClaim dns/data moves');
    commit(moved('metrics', false));
    commit(moved('metrics'));
  });

  /** A manager with a remote cluster, an environment on both, a tenant with an app. */
  const world = (
    change: {
      drained?: boolean;
      left?: 'environment' | 'remote' | 'tenant';
      drainedIn?: boolean;
      app?: string;
      prune?: boolean;
    },
    ...declare: readonly Removal[]
  ) =>
    fleet({
      components: ['dns'],
      clusters: [],
      declare,
      build: (one) => {
        const { left, drained = false, drainedIn = false, app = 'web', prune = true } = change;
        const manager = new Cluster(one, 'eu');
        const remotes = left === 'remote' ? [] : [new Cluster(one, 'far', { managedBy: manager, drained })];
        const clusters = left === 'environment' ? remotes : [manager, ...remotes];
        const dev = new Environment(one, 'dev', { clusters, drainedClusters: drainedIn ? [manager] : [] });
        new Component(dev, 'cache', { manifests: settings('cache') });
        if (left === 'tenant') return;
        const tenant = new Tenant(one, 'shop', {
          source: Source.git({ url: 'https://example.com/shop', branch: 'main' }),
        });
        new App(tenant, app, { path: './web', prune });
      },
    });

  test('an app is renamed and keeps its objects', () => {
    commit(world({}));
    expect(problemsOf(() => world({ app: 'site' }).synth())).toContain(
      '    1. give app web of tenant shop prune: false under its old name',
    );
    commit(world({ prune: false }));
    commit(world({ app: 'site' }));
  });

  test('one declaration removes a tenant: apps are deleted, namespaces stay', () => {
    commit(world({}));
    const message = problemsOf(() => world({ left: 'tenant' }).synth());
    expect(message.match(/declare it with [^,]*,/g)).toEqual(["declare it with Removal.tenant('shop',"]);
    const declared = world({ left: 'tenant' }, Removal.tenant('shop', { reason }));
    const effects = declared.plan().comparison.changes.map(({ object, effect }) => `${object.kind} ${effect}`);
    expect(effects).toEqual(expect.arrayContaining(['Namespace orphaned', 'Role orphaned', 'Kustomization pruned']));
    expect(effects).not.toContain('Namespace pruned');
    expect(declared.plan()).toMatchObject({ passed: true, findings: [] });
    commit(declared);
  });

  /** A tenant with one app of each kind, on a manager and a remote cluster. Apps may be disabled or removed. */
  const apps = (change: Readonly<Record<string, 'gone' | 'off'>> = {}, ...declare: readonly Removal[]) =>
    fleet({
      components: [],
      clusters: [],
      declare,
      build: (one) => {
        const manager = new Cluster(one, 'eu');
        const clusters = [manager, new Cluster(one, 'far', { managedBy: manager })];
        new Environment(one, 'dev', { clusters });
        new Tenant(one, 'other', {});
        const of = { source: Source.git({ url: 'https://example.com/shop', branch: 'main' }) };
        const tenant = change.shop === 'gone' ? undefined : new Tenant(one, 'shop', of);
        const kinds = {
          folder: { path: './web' },
          code: { manifests: settings('code') },
          chart: { chart: HelmChart.oci({ url: 'oci://r.example.com/chart', version: '1.0.0' }) },
        };
        for (const [name, props] of Object.entries(kinds)) {
          if (tenant && change[name] !== 'gone') new App(tenant, name, { ...props, enabled: change[name] !== 'off' });
        }
      },
    });
  const appGoes = (name: string) => Removal.app('shop', name, { reason });

  test('one declaration removes the last app of a folder together with the source', () => {
    commit(apps());
    const declared = apps({ folder: 'gone' }, appGoes('folder'));
    expect(declared.plan()).toMatchObject({ passed: true, findings: [] });
    commit(declared);
  });

  test.each(['code', 'chart'])('the last app of its kind (%s) is disabled first, which keeps its account', (kind) => {
    commit(apps());
    const message = problemsOf(() => apps({ [kind]: 'gone' }, appGoes(kind)).synth());
    expect(message).toContain(`
    1. give app ${kind} of tenant shop enabled: false, which keeps its account, and declare it with Removal.app('shop', '${kind}', { reason: '…' }), commit that and let Flux apply it
    2. take app ${kind} of tenant shop out of the program when Flux has deleted what it applied`);
    commit(apps({ [kind]: 'off' }, appGoes(kind)));
    commit(apps({ [kind]: 'gone' }));
  });

  test('one declaration removes a tenant with apps of all kinds, because the accounts stay with the namespaces', () => {
    commit(apps());
    const declared = apps({ shop: 'gone' }, Removal.tenant('shop', { reason }));
    expect(declared.plan()).toMatchObject({ passed: true, findings: [] });
    commit(declared);
  });

  test('a remote cluster is drained, then removed', () => {
    commit(world({}));
    const gone = Removal.cluster('far', { reason });
    const refused = world({ left: 'remote' }).plan().findings;
    expect(refused.map(({ id, severity }) => `${severity} ${id}`)).toEqual(['error cluster-removed']);
    expect(world({ left: 'remote' }, gone).plan().findings).toMatchObject([
      { id: 'deletion-refused' },
      {
        id: 'sync-with-access',
        severity: 'warning',
        steps: [expect.stringContaining('drained: true'), expect.anything()],
      },
    ]);
    const drained = world({ drained: true }, gone);
    expect(drained.plan().findings).toEqual([]);
    expect(drained.plan().comparison.changes.filter(({ effect }) => effect === 'held')).toEqual([]);
    commit(drained);
    expect(
      world({ left: 'remote' }, gone)
        .plan()
        .findings.map(({ id }) => id),
    ).toEqual([]);
    commit(world({ left: 'remote' }, gone));
  });

  test('an environment is drained on a cluster, then removed from it', () => {
    commit(world({}));
    const on = { clusters: ['eu'] };
    const gone = Removal.environment('dev', { reason, on });
    const refused = problemsOf(() => world({ left: 'environment' }, gone).synth());
    expect(refused).toContain(
      "list eu in drainedClusters of environment dev and declare it with Removal.environment('dev', { reason: '…', on: { clusters: ['eu'] } })",
    );
    commit(world({ drainedIn: true }, gone));
    expect(files().filter((file) => /^eu\/dev/.test(String(file)))).toEqual([]);
    commit(world({ left: 'environment' }, gone));
    expect(warnings).toEqual([]);
  });

  test('a drained cluster must be a cluster of the environment', () => {
    const stranger = fleet({
      components: [],
      clusters: [],
      build: (one) => {
        const [eu, us] = [new Cluster(one, 'eu'), new Cluster(one, 'us')];
        new Environment(one, 'dev', { clusters: [eu], drainedClusters: [us] });
      },
    });
    expect(problemsOf(() => stranger.synth())).toContain(
      '[dev] drainedClusters has cluster "us", which is not among its clusters: add it there, or leave it out',
    );
  });
});
