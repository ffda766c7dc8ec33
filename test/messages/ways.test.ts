import * as vm from 'node:vm';
import { ApiObject, Chart, Duration } from 'cdk8s';
import {
  App,
  Cluster,
  ClusterGroup,
  Component,
  Environment,
  Fleet,
  FleetProps,
  HelmChart,
  Placement,
  Removal,
  Source,
  Tenant,
} from '../../src';
import { configMap, Loose, newFleet, problemsOf } from '../support/fleets';

/** Each message of a synthesis is followed by what it says, word for word, and the fleet is then without a problem. */

type Program = (world: World) => unknown;

/** A valid fleet, to which a program adds. */
class World {
  public readonly eu: Cluster<Loose>;
  public readonly dev: Environment<Loose>;

  constructor(public readonly fleet: Fleet<Loose>) {
    this.eu = new Cluster(fleet, 'eu', { config: { port: 80 } });
    this.dev = new Environment(fleet, 'dev', { clusters: [this.eu] });
  }

  public tenant(name = 'shop', props: object = {}): Tenant<Loose> {
    return new Tenant(this.fleet, name, { source: git(name), ...props });
  }
}

interface Way {
  /** What the message says. */
  readonly says: RegExp;
  readonly props?: Partial<FleetProps<Loose>>;
  readonly wrong: Program;
  /** Each way that the message gives. */
  readonly right: readonly Program[];
  readonly rightProps?: Partial<FleetProps<Loose>>;
}

const git = (name: string) => Source.git({ url: `https://git.example.com/${name}`, branch: 'main' });
const chart = HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '1.0.0' });
const component =
  (props: object, name = 'nginx') =>
  ({ fleet }: World) =>
    new Component(fleet, name, props);
const app =
  (props: object, tenant: object = {}) =>
  (world: World) =>
    new App(world.tenant('shop', tenant), 'web', props);
const object =
  (kind: string, apiVersion = 'v1', more: object = {}) =>
  (to: Chart) =>
    void new ApiObject(to, 'x', { apiVersion, kind, metadata: { name: 'x' }, ...more });
const token = `ghp_${'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC3'}`;

const WAYS: Readonly<Record<string, Way>> = {
  'a name': {
    says: /cluster name "EU" is not a valid name: use lower-case letters/,
    wrong: ({ fleet }) => new Cluster(fleet, 'EU'),
    right: [({ fleet }) => new Cluster(fleet, 'eu-2')],
  },
  'a name that exists': {
    says: /cluster "eu" exists already: give it another name or leave one out/,
    wrong: ({ fleet }) => new Cluster(fleet, 'eu'),
    right: [({ fleet }) => new Cluster(fleet, 'us'), () => undefined],
  },
  'an absolute path': {
    says: /path "\/web" is not relative to its source: begin it with "\.\/"/,
    wrong: app({ path: '/web' }),
    right: [app({ path: './web' })],
  },
  'a path that leaves': {
    says: /path "\.\/\.\.\/web" leaves its source: leave out "\.\."/,
    wrong: app({ path: './../web' }),
    right: [app({ path: './web' })],
  },
  'a namespace that is there': {
    says: /namespace "kube-system" exists without the component: set createNamespace to false, or choose another/,
    wrong: component({ chart, namespace: 'kube-system' }),
    right: [
      component({ chart, namespace: 'kube-system', createNamespace: false }),
      component({ chart, namespace: 'kube-prometheus-stack' }),
    ],
  },
  'a namespace like that of an environment': {
    says: /namespace "x-flux-system" is named as those where environments have their Flux objects: choose another/,
    wrong: component({ chart, namespace: 'x-flux-system' }),
    right: [component({ chart, namespace: 'x-flux' })],
  },
  'an environment in the placement of a component of the fleet': {
    says: /placement names the environment "dev", but the component is in none: select clusters, groups or labels instead, or make it in the environment, new Component\(environment, "nginx", …\)/,
    wrong: component({ chart, placement: Placement.environment('dev') }),
    right: [
      component({ chart, placement: Placement.cluster('eu') }),
      ({ dev }) => new Component(dev, 'nginx', { chart }),
      ({ dev }) => new Component(dev, 'nginx', { chart, placement: Placement.environment('dev') }),
    ],
  },
  'a placement that names nothing': {
    says: /placement names the cluster "us", which does not exist: use one of eu/,
    wrong: component({ chart, placement: Placement.cluster('us') }),
    right: [component({ chart, placement: Placement.cluster('eu') })],
  },
  'a placement without groups': {
    says: /placement names the group "edge", which does not exist: there is no group yet/,
    wrong: component({ chart, placement: Placement.group('edge') }),
    right: [
      ({ fleet }) => {
        new Cluster(fleet, 'us', { groups: [new ClusterGroup(fleet, 'edge')] });
        new Component(fleet, 'nginx', { chart, placement: Placement.group('edge') });
      },
    ],
  },
  'a dependency elsewhere': {
    says: /dependsOn "dns" is not placed here: place it here too, or leave it out/,
    wrong: ({ fleet, dev }) => {
      const dns = new Component(new Cluster(fleet, 'us'), 'dns', { chart });
      new Component(dev, 'web', { chart, dependsOn: [dns] });
    },
    right: [
      ({ fleet, dev }) => new Component(dev, 'web', { chart, dependsOn: [new Component(fleet, 'dns', { chart })] }),
      ({ eu, dev }) => new Component(dev, 'web', { chart, dependsOn: [new Component(eu, 'dns', { chart })] }),
      ({ dev }) => new Component(dev, 'web', { chart }),
    ],
  },
  'a dependency of an environment': {
    says: /dependsOn "dns" belongs to environment "dev", which .* cannot wait for: make it in the fleet, a group or the cluster, or leave it out/,
    wrong: ({ fleet, dev }) =>
      new Component(fleet, 'web', { chart, dependsOn: [new Component(dev, 'dns', { chart })] }),
    right: [
      ({ fleet }) => new Component(fleet, 'web', { chart, dependsOn: [new Component(fleet, 'dns', { chart })] }),
      ({ fleet, eu }) => new Component(eu, 'web', { chart, dependsOn: [new Component(fleet, 'dns', { chart })] }),
      ({ eu }) => new Component(eu, 'web', { chart, dependsOn: [new Component(eu, 'dns', { chart })] }),
      ({ fleet }) => new Component(fleet, 'web', { chart }),
    ],
  },
  'a dependency on another tenant’s app': {
    says: /dependsOn "login" of tenant "accounts" is not offered to "shop": add it to the app's offeredTo/,
    wrong: (world) => {
      const login = new App(world.tenant('accounts'), 'login', { path: './login' });
      new App(world.tenant('shop'), 'web', { path: './web', dependsOn: [login] });
    },
    right: [
      (world) => {
        const shop = world.tenant('shop');
        const login = new App(world.tenant('accounts'), 'login', { path: './login', offeredTo: [shop] });
        new App(shop, 'web', { path: './web', dependsOn: [login] });
      },
    ],
  },
  'a folder’s name': {
    says: /environment name "remotes" is the name of another folder of a cluster: choose another/,
    wrong: ({ fleet, eu }) => new Environment(fleet, 'remotes', { clusters: [eu] }),
    right: [({ fleet, eu }) => new Environment(fleet, 'far', { clusters: [eu] })],
  },
  'a kubeconfig without a manager': {
    says: /kubeConfig is given without managedBy: leave it out, or say which cluster deploys to it/,
    wrong: ({ fleet }) => new Cluster(fleet, 'us', { kubeConfig: { name: 'us' } }),
    right: [
      ({ fleet }) => new Cluster(fleet, 'us'),
      ({ fleet, eu }) => new Cluster(fleet, 'us', { kubeConfig: { name: 'us' }, managedBy: eu }),
    ],
  },
  'a manager without Flux': {
    says: /managedBy "us" is itself deployed to by "eu" and runs no Flux: name a cluster that does/,
    wrong: ({ fleet, eu }) => new Cluster(fleet, 'far', { managedBy: new Cluster(fleet, 'us', { managedBy: eu }) }),
    right: [({ fleet, eu }) => new Cluster(fleet, 'far', { managedBy: eu })],
  },
  'a bootstrap without Flux': {
    says: /bootstrap "gotk" is given, but the cluster runs no Flux: give it to its manager/,
    wrong: ({ fleet, eu }) => new Cluster(fleet, 'us', { managedBy: eu, bootstrap: 'gotk' }),
    right: [
      ({ fleet }) => new Cluster(fleet, 'us', { managedBy: new Cluster(fleet, 'manager', { bootstrap: 'gotk' }) }),
    ],
  },
  'a cluster that is drained and handed over': {
    says: /drained deletes what handedOver keeps: leave out drained to keep it, or handedOver to delete it/,
    wrong: ({ fleet, eu }) => new Cluster(fleet, 'far', { managedBy: eu, drained: true, handedOver: true }),
    right: [
      ({ fleet, eu }) => new Cluster(fleet, 'far', { managedBy: eu, handedOver: true }),
      ({ fleet, eu }) => new Cluster(fleet, 'far', { managedBy: eu, drained: true }),
    ],
  },
  'a drained cluster of none': {
    says: /drainedClusters has cluster "us", which is not among its clusters: add it there, or leave it out/,
    wrong: ({ fleet, eu }) =>
      new Environment(fleet, 'prod', { clusters: [eu], drainedClusters: [new Cluster(fleet, 'us')] }),
    right: [
      ({ fleet, eu }) => {
        const us = new Cluster(fleet, 'us');
        new Environment(fleet, 'prod', { clusters: [eu, us], drainedClusters: [us] });
      },
      ({ fleet, eu }) => new Environment(fleet, 'prod', { clusters: [eu] }),
    ],
  },
  'a branch of an artifact': {
    says: /branch "dev" is given but the fleet is an OCI artifact: leave it out/,
    props: { source: Source.oci({ url: 'oci://registry.example.com/fleet', tag: 'latest' }) },
    wrong: ({ fleet, eu }) => new Environment(fleet, 'prod', { clusters: [eu], branch: 'dev' }),
    right: [({ fleet, eu }) => new Environment(fleet, 'prod', { clusters: [eu] })],
  },
  'a key that no layer sets': {
    says: /config "size" is read but set nowhere \(looked in .*\): set it in one of these, or test with "in"/,
    wrong: component({ chart, values: ({ config }: { config: Loose }) => ({ size: config.size }) }),
    right: [
      component({ chart, values: ({ config }: { config: Loose }) => ('size' in config ? { size: config.size } : {}) }),
      component({ chart, values: ({ config }: { config: Loose }) => ({ port: config.port }) }),
    ],
  },
  'a component that is nothing': {
    says: /a component is nothing: give one of chart, path and manifests/,
    wrong: component({}),
    right: [component({ chart }), component({ path: './nginx' }), component({ manifests: configMap })],
  },
  'a component that is two things': {
    says: /a component is two things: give one of chart and path, with manifests beside it if they belong together/,
    wrong: component({ chart, path: './nginx' }),
    right: [component({ chart }), component({ path: './nginx' })],
  },
  'an option of another delivery': {
    says: /values is for .*, but .* is given: leave it out/,
    wrong: component({ path: './nginx', values: { a: 1 } }),
    right: [component({ path: './nginx' })],
  },
  'values that are a list': {
    says: /values is a list: give a map/,
    wrong: component({ chart, values: [1] }),
    right: [component({ chart, values: { replicas: 1 } })],
  },
  'values that YAML cannot hold': {
    says: /values\.f is a function: use maps, lists, strings, numbers and booleans/,
    wrong: component({ chart, values: { f: () => 1 } }),
    right: [component({ chart, values: { f: [{ a: 'b' }, 1, true] } })],
  },
  'a substitution': {
    says: /substitutions\.REPLICAS is 3: give a string/,
    wrong: app({ path: './web', substitutions: { REPLICAS: 3 } }),
    right: [app({ path: './web', substitutions: { REPLICAS: '3' } })],
  },
  'an image that says nothing': {
    says: /image "nginx" says nothing: give a tag, a digest or a name/,
    wrong: app({ path: './web', images: { nginx: {} } }),
    right: [
      app({ path: './web', images: { nginx: { tag: '1.27' } } }),
      app({ path: './web', images: { nginx: { digest: `sha256:${'a'.repeat(64)}` } } }),
      app({ path: './web', images: { nginx: { name: 'registry.example.com/nginx' } } }),
    ],
  },
  'a level of isolation': {
    says: /isolation "tight" is not known: use one of strict, standard, relaxed/,
    wrong: (world) => world.tenant('shop', { isolation: 'tight' }),
    right: ['strict', 'standard', 'relaxed'].map((isolation) => (world: World) => world.tenant('shop', { isolation })),
  },
  'a tenant in a namespace of Kubernetes': {
    says: /namespace "kube-system" cannot belong to a tenant: choose another name or prefix/,
    wrong: ({ fleet, eu }) => {
      new Environment(fleet, 'plain', { clusters: [eu], prefix: '' });
      new Tenant(fleet, 'kube-system', { source: git('x'), placement: Placement.environment('plain') });
    },
    right: [
      ({ fleet, eu }) => {
        new Environment(fleet, 'plain', { clusters: [eu], prefix: '' });
        new Tenant(fleet, 'cube', { source: git('x'), placement: Placement.environment('plain') });
      },
      ({ fleet, eu }) => {
        new Environment(fleet, 'plain', { clusters: [eu], prefix: 'p-' });
        new Tenant(fleet, 'kube-system', { source: git('x'), placement: Placement.environment('plain') });
      },
    ],
  },
  'two owners of a namespace': {
    says: /Namespace "web" is rendered in .* and in .*: give it one owner \(createNamespace: false on the others\)/,
    wrong: ({ fleet }) => ['one', 'two'].map((name) => new Component(fleet, name, { chart, namespace: 'web' })),
    right: [
      ({ fleet }) =>
        ['one', 'two'].map(
          (name) => new Component(fleet, name, { chart, namespace: 'web', createNamespace: name === 'one' }),
        ),
    ],
  },
  'a component without objects': {
    says: /renders no object at all: add one, or narrow the placement/,
    wrong: component({ manifests: () => undefined, createNamespace: false }),
    right: [
      component({ manifests: object('ConfigMap'), createNamespace: false }),
      component({ manifests: () => undefined, createNamespace: false, placement: Placement.nowhere() }),
    ],
  },
  'a declaration without a reason': {
    says: /Removal\.component\("x"\) gives reason "": say why it is removed/,
    wrong: ({ fleet }) => fleet.declare(Removal.component('x', { reason: '' })),
    right: [({ fleet }) => fleet.declare(Removal.component('x', { reason: 'it is no longer used' }))],
  },
  'a declaration with another date': {
    says: /Removal\.component\("x"\) ends on "tomorrow", which is no date: give one as YYYY-MM-DD/,
    wrong: ({ fleet }) => fleet.declare(Removal.component('x', { reason: 'no use', until: 'tomorrow' })),
    right: [({ fleet }) => fleet.declare(Removal.component('x', { reason: 'no use', until: '2030-01-31' }))],
  },
  'a silenced warning without a reason': {
    says: /warning "unknown-kind" is silenced without a reason: say why it does not matter/,
    wrong: ({ fleet }) => fleet.acknowledgeWarning('unknown-kind', ''),
    right: [({ fleet }) => fleet.acknowledgeWarning('unknown-kind', 'its CRD is not public')],
  },
  'an address of a short form': {
    says: /Git URL ".*" is not usable: begin it with https:\/\/ or ssh:\/\/ or http:\/\/, as in ssh:\/\/git@github\.com\/acme\/shop \(with a Secret\)/,
    wrong: (world) => world.tenant('shop', { source: Source.git({ url: 'git@github.com:acme/shop', branch: 'main' }) }),
    right: [
      (world) =>
        world.tenant('shop', {
          source: Source.git({ url: 'ssh://git@github.com/acme/shop', branch: 'main', secretName: 'shop-key' }),
        }),
    ],
  },
  'a chart in the fleet': {
    says: /a chart in a fleet belongs to no cluster: make it the manifests of a Component/,
    wrong: ({ fleet }) => configMap(new Chart(fleet, 'chart')),
    right: [component({ manifests: configMap })],
  },
  'a default that is no Duration': {
    says: /defaults\.kustomization\.interval 5 is not a Duration: give one such as Duration\.minutes\(5\)/,
    props: { defaults: { kustomization: { interval: 5 as never } } },
    wrong: () => undefined,
    right: [() => undefined],
    rightProps: { defaults: { kustomization: { interval: Duration.minutes(5) } } },
  },
  'a version that is not known': {
    says: /flux "1\.0" is not known: use one of .*2\.9/,
    wrong: ({ fleet }) => new Cluster(fleet, 'us', { flux: '1.0' as '2.9' }),
    right: [({ fleet }) => new Cluster(fleet, 'us', { flux: '2.9' })],
  },
  'a quota without a share': {
    says: /quota "pods" is "none", but totalQuota bounds it: leave one of them out/,
    wrong: (world) => world.tenant('shop', { quota: { pods: 'none' }, totalQuota: { pods: 10 } }),
    right: [
      (world) => world.tenant('shop', { totalQuota: { pods: 10 } }),
      (world) => world.tenant('shop', { quota: { pods: 'none' } }),
    ],
  },
  'a credential': {
    says: /make it a Secret with Secret\.sops, Secret\.external or Secret\.sealed; or, if it is none, call fleet\.acknowledgeLeak\(\{/,
    wrong: component({ manifests: object('ConfigMap', 'v1', { data: { token } }) }),
    right: [],
  },
};

function problems({ wrong, props = {} }: Way): string[] {
  const fleet = newFleet(props);
  wrong(new World(fleet));
  return problemsOf(fleet);
}

test.each(Object.entries(WAYS).filter(([, { right }]) => right.length > 0))('%s', (_, way) => {
  const found = problems(way);
  expect(found).toEqual([expect.stringMatching(way.says)]);
  for (const program of way.right) {
    expect(problems({ ...way, wrong: program, props: way.rightProps ?? way.props ?? {} })).toEqual([]);
  }
});

test('a credential that is none is acknowledged with the call that the message gives', () => {
  const way = WAYS['a credential']!;
  const [message = ''] = problems(way);
  expect(message).toMatch(way.says);
  const [, call] = /call (fleet\.acknowledgeLeak\(.*\))$/.exec(message)!;
  const fleet = newFleet();
  way.wrong(new World(fleet));
  (vm.runInThisContext(`(fleet, reason) => ${call!}`) as (one: Fleet, reason: string) => void)(
    fleet,
    'it is an example',
  );
  expect(problemsOf(fleet)).toEqual([]);
});

test.each([
  [
    'Kubernetes',
    object('CronJob', 'batch/v1', {
      spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: { spec: { containers: [] } } } } },
    }),
  ],
  ['another product', object('Certificate', 'cert-manager.io/v1')],
])('a right that a tenant lacks, on a kind of %s, is given as the message says', (_, manifests) => {
  const world = (deploys: readonly unknown[]) => {
    const fleet = newFleet();
    app({ manifests }, { deploys })(new World(fleet));
    return problemsOf(fleet).filter((problem) => /cannot be applied|deploys/.test(problem));
  };
  const [message = ''] = world([]);
  const [, kind] = /: add (.*) to the tenant's "deploys"$/.exec(message)!;
  expect(world([vm.runInThisContext(`(${kind})`) as unknown])).toEqual([]);
});
