import * as vm from 'node:vm';
import { ApiObject, Chart } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, HelmChart, Removal, Source, Tenant } from '../../src';
import { generatedTree } from '../../src/pipeline/guard/generated-tree';
import { guardSynthesis } from '../../src/pipeline/guard/guard-synthesis';
import { formatFinding } from '../../src/plan/guard/finding';
import { DEEP } from '../support/deep';
import { Loose, newFleet } from '../support/fleets';

/** Each test applies what a message of the guard says, step by step, and each step passes. */

type Program = (fleet: Fleet<Loose>) => void;

function built(program: Program, declarations: readonly Removal[] = []): Fleet<Loose> {
  const fleet = newFleet();
  program(fleet);
  fleet.declare(...declarations);
  return fleet;
}

const treeOf = (fleet: Fleet<Loose>) => generatedTree(fleet.synthesize().tree);

function guarded(before: Program, after: Program, declarations: readonly Removal[] = []) {
  const next = built(after, declarations);
  return guardSynthesis({ files: treeOf(next), base: treeOf(built(before)), declarations: next.declarations });
}

/** The one error of a change. */
function refusal(before: Program, after: Program, declarations: readonly Removal[] = []): string {
  const { findings } = guarded(before, after, declarations);
  const errors = findings.filter(({ severity }) => severity === 'error');
  expect(errors.map(formatFinding)).toHaveLength(1);
  return formatFinding(errors[0]!);
}

/** The declarations that a message gives, word for word but for the reason. */
function declarationsIn(message: string): Removal[] {
  const codes = message.match(/Removal\.\w+\((?:[^()']|'[^']*')*\)/g) ?? [];
  return [...new Set(codes)].map((code) =>
    (vm.runInThisContext(`(Removal) => ${code}`) as (api: typeof Removal) => Removal)(Removal),
  );
}

/** Steps from one program to another: the program of each, and whether the declarations of the message are in it. */
type Step = readonly [program: Program, declared?: 'declared'];

/** Applies the steps of a message. Each is compared with the one before, as when Flux has applied that. */
function apply(before: Program, message: string, ...steps: readonly Step[]): void {
  const declarations = declarationsIn(message);
  let base = before;
  for (const [next, declared] of steps) {
    const { findings } = guarded(base, next, declared ? declarations : []);
    expect(findings.filter(({ severity }) => severity === 'error').map(formatFinding)).toEqual([]);
    base = next;
  }
}

const git = (name: string) => Source.git({ url: `https://git.example.com/${name}`, branch: 'main' });
const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'redis', version: '1.0.0' });
const settings = (name: string) => (to: Chart) =>
  void new ApiObject(to, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

/** Deliveries of each kind. */
const KINDS = { folder: { path: './web' }, code: { manifests: settings('web') }, chart: { chart } };

/** Kinds and places of which `npm test` takes one. */
const some = <T>(all: readonly T[]): readonly T[] => (DEEP ? all : all.slice(0, 1));

/** Everything that an environment can have. */
function fill(fleet: Fleet<Loose>, environments: ReadonlyArray<Environment<Loose>>): void {
  for (const environment of environments) {
    for (const [name, delivery] of Object.entries(KINDS)) new Component(environment, name, delivery);
  }
  for (const name of some(['shop', 'ads'])) {
    const tenant = new Tenant(fleet, name, { source: git(name) });
    for (const [app, delivery] of Object.entries(KINDS)) new App(tenant, app, delivery);
  }
}

describe.each(some(['with Flux', 'remote']))('an environment of clusters %s', (sort) => {
  interface Described {
    readonly name?: string;
    readonly prefix?: string;
    readonly on?: readonly string[];
    readonly drained?: readonly string[];
    readonly handedOver?: boolean;
  }
  const world = ({ name = 'dev', prefix, on = ['eu', 'us'], drained = [], handedOver = false }: Described): Program => {
    return (fleet) => {
      const manager = new Cluster(fleet, 'manager');
      const clusters = ['eu', 'us'].map(
        (one) => new Cluster(fleet, one, sort === 'remote' ? { managedBy: manager } : {}),
      );
      if (on.length === 0) return;
      const environment = new Environment(fleet, name, {
        clusters: clusters.filter((one) => on.includes(one.name)),
        drainedClusters: clusters.filter((one) => drained.includes(one.name)),
        handedOver,
        ...(prefix === undefined ? {} : { prefix }),
      });
      fill(fleet, [environment]);
    };
  };

  test('leaves one of them', () => {
    const message = refusal(world({}), world({ on: ['eu'] }));
    expect(message).toMatch(/^error environment-removed: \[dev\/us\] environment "dev" goes with the account/);
    expect(message).toContain('\n    1. list us in drainedClusters of environment dev and declare it with');
    apply(
      world({}),
      message,
      [world({ drained: ['us'] }), 'declared'],
      [world({ on: ['eu'] }), 'declared'],
      [world({ on: ['eu'] })],
    );
  });

  test('leaves all of them', () => {
    const message = refusal(world({}), world({ on: [] }));
    expect(message).toMatch(
      /^error environment-removed: \[dev\/eu\] environment "dev" goes .* \(on 2 clusters: eu, us\): keep it/,
    );
    expect(message).toContain('\n    1. list eu, us in drainedClusters of environment dev');
    apply(
      world({}),
      message,
      [world({ drained: ['eu', 'us'] }), 'declared'],
      [world({ on: [] }), 'declared'],
      [world({ on: [] })],
    );
  });

  test('is declared as removed at once', () => {
    const declarations = [Removal.environment('dev', { reason: 'it is no longer used' })];
    const errors = guarded(world({}), world({ on: [] }), declarations).findings.filter(
      ({ severity }) => severity === 'error',
    );
    // On a remote cluster the account stays with the manager.
    expect(errors.map(({ id }) => id)).toEqual(sort === 'remote' ? [] : ['environment-removed']);
  });

  test('is renamed and keeps its prefix', () => {
    const [before, after] = [world({ prefix: 'dev-' }), world({ name: 'test', prefix: 'dev-' })];
    const message = refusal(before, after);
    expect(message).toMatch(/environment "dev" goes .*, and "test" has objects of the same names/);
    expect(message).toMatch(/\n {4}2\. .*bring "test" in/);
    apply(before, message, [world({ prefix: 'dev-', handedOver: true }), 'declared'], [after, 'declared'], [after]);
  });
});

test('a remote cluster goes to another manager', () => {
  const world = (manager: string, handedOver = false): Program => {
    return (fleet) => {
      const managers = ['eu', 'us'].map((name) => new Cluster(fleet, name));
      const managedBy = managers.find(({ name }) => name === manager)!;
      const far = new Cluster(fleet, 'far', { managedBy, handedOver });
      fill(fleet, [new Environment(fleet, 'dev', { clusters: [far] })]);
      new Component(fleet, 'dns', { manifests: settings('dns') });
    };
  };
  const message = refusal(world('eu'), world('us'));
  expect(message).toMatch(
    /^error moved: \[far\] cluster "far" goes from manager "eu" to "us", and Flux on "eu" deletes/,
  );
  apply(world('eu'), message, [world('eu', true), 'declared'], [world('us'), 'declared'], [world('us')]);
});

test('a remote cluster gets a Flux of its own', () => {
  const world = (managed: boolean, handedOver = false): Program => {
    return (fleet) => {
      const eu = new Cluster(fleet, 'eu');
      const far = new Cluster(fleet, 'far', { handedOver, ...(managed ? { managedBy: eu } : {}) });
      fill(fleet, [new Environment(fleet, 'dev', { clusters: [far] })]);
    };
  };
  const message = refusal(world(true), world(false));
  expect(message).toMatch(/\n {4}2\. take managedBy and handedOver out, keep the declaration/);
  apply(world(true), message, [world(true, true), 'declared'], [world(false), 'declared'], [world(false)]);
});

test('a cluster with Flux of its own gets a manager', () => {
  const world = (managed: boolean): Program => {
    return (fleet) => {
      const eu = new Cluster(fleet, 'eu');
      const far = new Cluster(fleet, 'far', managed ? { managedBy: eu } : {});
      fill(fleet, [new Environment(fleet, 'dev', { clusters: [far] })]);
    };
  };
  const message = refusal(world(false), world(true));
  expect(message).toMatch(/^error moved: \[far\] cluster "far" goes from Flux of its own to manager "eu"/);
  expect(message).toMatch(/\n {4}1\. run flux uninstall on far/);
  apply(world(false), message, [world(true), 'declared'], [world(true)]);
});

describe.each(['with Flux', 'remote'])('a cluster %s', (sort) => {
  const world = (name: string, handedOver = false): Program => {
    return (fleet) => {
      const eu = new Cluster(fleet, 'eu');
      const managed = sort === 'remote' ? { managedBy: eu } : {};
      const far = new Cluster(fleet, name, { handedOver, ...managed });
      fill(fleet, [new Environment(fleet, 'dev', { clusters: [eu, far] })]);
    };
  };

  test('gets another name', () => {
    const message = refusal(world('far'), world('away'));
    expect(message).toMatch(
      /^error cluster-removed: \[far\] .*; if "away" is the same cluster under another name, rename it in steps/,
    );
    const first = sort === 'remote' ? [[world('far', true), 'declared'] as const] : [];
    apply(world('far'), message, ...first, [world('away'), 'declared'], [world('away')]);
  });
});

test('an app of a remote cluster turns from a folder into a chart, and back', () => {
  const world = (delivery: object, more: object = {}): Program => {
    return (fleet) => {
      const eu = new Cluster(fleet, 'eu');
      const far = new Cluster(fleet, 'far', { managedBy: eu });
      new Environment(fleet, 'dev', { clusters: [eu, far] });
      const shop = new Tenant(fleet, 'shop', { source: git('shop') });
      new App(shop, 'stays', KINDS.folder);
      new App(shop, 'web', { ...delivery, ...more });
    };
  };
  const { folder, chart } = KINDS;
  const [toChart, toFolder] = [refusal(world(folder), world(chart)), refusal(world(chart), world(folder))];
  expect(toChart).toMatch(/^error element-replaced: .* app web of tenant shop turns from a folder into a chart/);
  expect(toFolder).toMatch(/^error element-replaced: .* app web of tenant shop turns from a chart into a folder/);
  const [kept, suspended] = [{ prune: false }, { flux: { suspend: true } }];
  apply(
    world(folder),
    toChart,
    [world(folder, kept)],
    [world(folder, { ...kept, enabled: false }), 'declared'],
    [world(chart)],
  );
  apply(
    world(chart),
    toFolder,
    [world(chart, suspended)],
    [world(chart, { ...suspended, enabled: false }), 'declared'],
    [world(folder)],
  );
});

test('a further namespace of a tenant goes', () => {
  const world = (namespaces: readonly string[]): Program => {
    return (fleet) => {
      new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu')] });
      new App(new Tenant(fleet, 'shop', { source: git('shop'), namespaces }), 'web', KINDS.folder);
    };
  };
  const message = refusal(world(['jobs']), world([]));
  expect(message).toMatch(/\n {4}1\. keep it and declare its removal, commit that/);
  apply(world(['jobs']), message, [world(['jobs']), 'declared'], [world([]), 'declared'], [world([])]);
});

describe('the tenants of an environment', () => {
  const world = (name: string, prefix: string, drained = false, others: readonly string[] = []): Program => {
    return (fleet) => {
      const clusters = [new Cluster(fleet, 'eu')];
      new Environment(fleet, 'dev', { clusters, prefix, drainedClusters: drained ? clusters : [] });
      for (const one of [name, ...others]) {
        const tenant = new Tenant(fleet, one, { source: git('shop') });
        for (const [app, delivery] of Object.entries(KINDS)) new App(tenant, app, delivery);
      }
    };
  };

  test('get another prefix', () => {
    const message = refusal(world('shop', 'dev-'), world('shop', 'd-'));
    expect(message).toMatch(
      /^error environment-removed: \[dev\/eu\] tenants in environment "dev" get other namespaces/,
    );
    apply(
      world('shop', 'dev-'),
      message,
      [world('shop', 'dev-', true), 'declared'],
      [world('shop', 'd-'), 'declared'],
      [world('shop', 'd-')],
    );
  });

  test('get another name', () => {
    const [before, after] = [world('shop', 'dev-'), world('store', 'dev-')];
    const message = refusal(before, after);
    expect(message).toMatch(/^error element-replaced: \[dev\/eu\/shop\] tenant shop goes while tenant store comes/);
    apply(before, message, [world('shop', 'dev-', false, ['store'])], [after, 'declared'], [after]);
    apply(before, message, [after, 'declared']);
  });
});

describe('a component', () => {
  const world = (names: readonly string[], delivery: object, more: object = {}): Program => {
    return (fleet) => {
      new Cluster(fleet, 'eu');
      for (const name of names) new Component(fleet, name, { ...delivery, ...more });
    };
  };

  test.each(some(['chart', 'folder'] as const))('with a %s gets another name', (kind) => {
    const [before, after] = [world(['redis'], KINDS[kind]), world(['cache'], KINDS[kind])];
    const message = refusal(before, after);
    expect(message).toMatch(/^error element-replaced: \[eu\/redis\] component redis goes while component cache comes/);
    expect(message).toContain('\n    1. keep component redis and add component cache beside it');
    apply(before, message, [world(['redis', 'cache'], KINDS[kind])], [after, 'declared'], [after]);
    apply(before, message, [after, 'declared']);
  });

  test('in code gets another name, and keeps its objects', () => {
    const [before, after] = [world(['dns'], KINDS.code), world(['names'], KINDS.code, { namespace: 'dns' })];
    const message = refusal(before, world(['names'], KINDS.code));
    expect(message).toMatch(/\n {4}2\. rename it to names with prune: false and namespace: 'dns'/);
    apply(
      before,
      message,
      [world(['dns'], KINDS.code, { prune: false })],
      [world(['names'], KINDS.code, { prune: false, namespace: 'dns' })],
      [after],
    );
    // Who keeps the namespace at once gets the same steps.
    const renamed = refusal(before, after);
    expect(renamed).toMatch(/\n {4}1\. give component dns prune: false under its old name/);
    apply(before, renamed, [world(['dns'], KINDS.code, { prune: false })], [after]);
  });

  test.each(some(['chart', 'folder', 'code'] as const))('with a %s goes', (kind) => {
    const [before, after] = [world(['redis'], KINDS[kind]), world([], {})];
    const message = refusal(before, after);
    expect(message).toMatch(/declare it with Removal\.component\('redis', \{ reason: '…' \}\), or keep it$/);
    apply(before, message, [after, 'declared']);
  });
});

describe.each(some(['chart', 'folder', 'code'] as const))('an app with a %s', (kind) => {
  interface Described {
    readonly apps: ReadonlyArray<readonly [tenant: string, app: string, enabled?: false, prune?: false]>;
    readonly remote?: boolean;
  }
  const world = ({ apps, remote = false }: Described): Program => {
    return (fleet) => {
      const eu = new Cluster(fleet, 'eu');
      const cluster = remote ? new Cluster(fleet, 'far', { managedBy: eu }) : eu;
      new Environment(fleet, 'dev', { clusters: [cluster] });
      const tenants = ['shop', 'ads'].map((name) => new Tenant(fleet, name, { source: git(name) }));
      for (const [tenant, name, enabled = true, prune = true] of apps) {
        new App(
          tenants.find((one) => one.name === tenant)!,
          name,
          { ...KINDS[kind], enabled, prune },
        );
      }
    };
  };

  test.each(some([false, true]))('goes to another tenant (on a remote cluster: %s)', (remote) => {
    const [before, after] = [world({ apps: [['shop', 'web']], remote }), world({ apps: [['ads', 'web']], remote })];
    const message = refusal(before, after);
    expect(message).toMatch(/app web of tenant shop goes while app web of tenant ads comes/);
    const [both, off]: readonly Program[] = [
      world({
        apps: [
          ['shop', 'web'],
          ['ads', 'web'],
        ],
        remote,
      }),
      world({
        apps: [
          ['shop', 'web', false],
          ['ads', 'web'],
        ],
        remote,
      }),
    ];
    apply(before, message, [both!], [off!, 'declared'], [after]);
  });

  test('is the last one of its tenant, and goes', () => {
    const [before, after] = [world({ apps: [['shop', 'web']] }), world({ apps: [] })];
    const { findings } = guarded(before, after);
    const message = findings.map(formatFinding).join('\n');
    expect(message).not.toContain('Removal.tenant');
    const off = world({ apps: [['shop', 'web', false]] });
    if (kind === 'folder') apply(before, message, [after, 'declared']);
    else apply(before, message, [off, 'declared'], [after]);
  });

  test('gets another name', () => {
    const [before, after] = [world({ apps: [['shop', 'web']] }), world({ apps: [['shop', 'site']] })];
    const message = refusal(before, after);
    if (kind === 'chart') {
      expect(message).toMatch(/app web of tenant shop goes while app site of tenant shop comes/);
      const both = world({
        apps: [
          ['shop', 'web'],
          ['shop', 'site'],
        ],
      });
      const off = world({
        apps: [
          ['shop', 'web', false],
          ['shop', 'site'],
        ],
      });
      apply(before, message, [both], [off, 'declared'], [after]);
    } else {
      expect(message).toMatch(/\n {4}1\. give app web of tenant shop prune: false under its old name/);
      apply(before, message, [world({ apps: [['shop', 'web', undefined, false]] })], [after]);
    }
  });
});

describe('what goes as a whole', () => {
  const world = (without?: 'tenant' | 'cluster' | 'object'): Program => {
    return (fleet) => {
      const [eu, us] = [new Cluster(fleet, 'eu'), ...(without === 'cluster' ? [] : [new Cluster(fleet, 'us')])];
      fill(
        fleet,
        [new Environment(fleet, 'dev', { clusters: [eu, ...(us ? [us] : [])] })].slice(without === 'tenant' ? 1 : 0),
      );
      new Component(fleet, 'data', {
        manifests: (to) => {
          settings('data')(to);
          if (without === 'object') return;
          const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
          new ApiObject(to, 'claim', {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'claim' },
            spec,
          });
        },
      });
    };
  };

  test('a claim', () => {
    const message = refusal(world(), world('object'));
    expect(message).toMatch(
      /Removal\.object\(\{ kind: 'PersistentVolumeClaim', namespace: 'data', name: 'claim' \}|Removal\.component/,
    );
    apply(world(), message, [world('object'), 'declared'], [world('object')]);
  });

  test('a cluster', () => {
    const message = refusal(world(), world('cluster'));
    expect(message).toMatch(
      /cluster "us" is gone with \d+ objects: declare it with Removal\.cluster\('us', \{ reason: '…' \}\)/,
    );
    apply(world(), message, [world('cluster'), 'declared'], [world('cluster')]);
  });
});
