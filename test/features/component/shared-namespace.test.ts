import { App, Cluster, Component, Environment, Fleet, HelmChart, Manifests, Tenant } from '../../../src';
import { configMap, git, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'more' }, data: { a: 'b' } };
const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });

function setUp() {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1');
  const us = new Cluster(fleet, 'us-1');
  const dev = new Environment(fleet, 'dev', { clusters: [eu] });
  return { fleet, eu, us, dev };
}

type AnyFleet = Parameters<typeof objectsIn>[0];

const unit = (fleet: AnyFleet, path: string) =>
  objectsIn(fleet, `clusters/eu-1/${path}.yaml`).map(
    ({ kind, metadata }) => `${kind} ${metadata.namespace ?? metadata.name}`,
  );

const waits = (fleet: AnyFleet, list: string, name: string) =>
  objectsIn(fleet, `clusters/eu-1/${list}`).find(({ metadata }: Parsed) => metadata.name === name)!.spec.dependsOn;

describe('the namespace of another component', () => {
  it('is made by that one alone, which is awaited', () => {
    const { fleet } = setUp();
    const monitoring = new Component(fleet, 'monitoring', { chart, podSecurity: 'baseline' });
    new Component(fleet, 'rules', { manifests: configMap, namespace: monitoring });
    new Component(fleet, 'boards', { path: './boards', source: git, namespace: monitoring });
    const last = new Component(fleet, 'loki', { chart, namespace: monitoring });
    expect(last.dependencies).toEqual([monitoring]);
    expect(unit(fleet, 'infrastructure/rules/rules')).toEqual(['ConfigMap monitoring']);
    const [folder] = objectsIn(fleet, 'clusters/eu-1/infrastructure/boards/boards.yaml').filter(
      ({ kind }) => kind === 'Kustomization',
    );
    expect(folder.spec.targetNamespace).toBe('monitoring');
    const all = ['rules', 'boards', 'loki'].map((one) => waits(fleet, 'infrastructure.yaml', `infrastructure-${one}`));
    expect(all).toEqual(all.map(() => [{ name: 'infrastructure-monitoring' }]));
  });

  it('has the prefix of the environment of the component that makes it, and its own name if it has one', () => {
    const { fleet, dev } = setUp();
    const shared = new Component(fleet, 'shared', { chart });
    const cache = new Component(dev, 'cache', { chart });
    const named = new Component(dev, 'named', { chart, namespace: 'team' });
    new Component(dev, 'a', { manifests: configMap, namespace: shared });
    new Component(dev, 'b', { manifests: configMap, namespace: cache });
    const chain = new Component(dev, 'c', { manifests: configMap, namespace: named });
    new Component(dev, 'd', { manifests: Manifests.objects(settings), namespace: chain });
    expect(['a', 'b', 'c', 'd'].map((one) => unit(fleet, `dev/infrastructure/${one}/${one}`)[0])).toEqual([
      'ConfigMap shared',
      'ConfigMap dev-cache',
      'ConfigMap team',
      'ConfigMap team',
    ]);
    expect(waits(fleet, 'dev/infrastructure.yaml', 'infrastructure-a')).toEqual([
      { name: 'infrastructure-shared', namespace: 'flux-system' },
    ]);
  });

  it('is awaited once, and said by explain', () => {
    const { fleet } = setUp();
    const monitoring = new Component(fleet, 'monitoring', { chart });
    new Component(fleet, 'rules', { manifests: configMap, namespace: monitoring, dependsOn: [monitoring] });
    expect(waits(fleet, 'infrastructure.yaml', 'infrastructure-rules')).toEqual([
      { name: 'infrastructure-monitoring' },
    ]);
    expect(fleet.explain({ cluster: 'eu-1', of: 'rules' }, 'namespace').values).toMatchObject([
      { value: 'monitoring' },
    ]);
  });

  it.each<[string, (at: ReturnType<typeof setUp>) => void, RegExp]>([
    [
      'of one that is not here',
      ({ fleet, eu }) => {
        const own = new Component(eu, 'own', { chart });
        new Component(fleet, 'rules', { manifests: configMap, namespace: own });
      },
      /^\[us-1\/rules\] namespace is that of component "own", which is not placed here: place it here too, or give the name of a namespace/,
    ],
    [
      'of a folder with namespaces of its own',
      ({ fleet }) => {
        const folder = new Component(fleet, 'folder', { path: './a', source: git });
        new Component(fleet, 'rules', { manifests: configMap, namespace: folder });
      },
      /^\[eu-1\/rules\] namespace is that of component "folder", whose folder has namespaces of its own: give that component a namespace, or a name here/,
    ],
    [
      'that is made twice',
      ({ fleet }) => {
        const monitoring = new Component(fleet, 'monitoring', { chart });
        new Component(fleet, 'rules', { manifests: configMap, namespace: monitoring, createNamespace: true });
      },
      /^\[eu-1\/rules\] namespace is that of component "monitoring", which makes it, and createNamespace is true: leave that out/,
    ],
    [
      "of an environment's component, for the whole cluster",
      ({ fleet, dev }) => {
        const own = new Component(dev, 'own', { chart });
        new Component(fleet, 'rules', { manifests: configMap, namespace: own });
      },
      /^\[eu-1\/rules\] namespace is that of component "own", which belongs to environment "dev", which the cluster cannot wait for: make it in the fleet, a group or the cluster, or give the name of a namespace/,
    ],
    [
      'that is labeled here',
      ({ fleet }) => {
        const monitoring = new Component(fleet, 'monitoring', { chart, podSecurity: 'restricted' });
        new Component(fleet, 'rules', { manifests: configMap, namespace: monitoring, podSecurity: 'baseline' });
      },
      /^\[eu-1\/rules\] namespace is that of component "monitoring", and podSecurity is for one that the component creates: give it to "monitoring"/,
    ],
    [
      'of something else',
      ({ fleet, eu }) => void new Component(fleet, 'rules', { manifests: configMap, namespace: eu as never }),
      /^\[rules\] namespace is .*: give a string or a component/,
    ],
  ])('%s is refused', (_, make, message) => {
    const at = setUp();
    make(at);
    expect(problemsOf(at.fleet)).toContainEqual(expect.stringMatching(message));
  });
});

test('deploys in the namespace of another component is told of once', () => {
  const { fleet } = setUp();
  const monitoring = new Component(fleet, 'monitoring', { chart });
  new Component(fleet, 'rules', { manifests: configMap, namespace: monitoring, deploys: ['ConfigMap'] });
  expect(problemsOf(fleet).filter((one) => one.startsWith('[eu-1/'))).toEqual([
    expect.stringMatching(
      /^\[eu-1\/rules\] namespace "monitoring" is that of component eu-1\/monitoring too, .*: give one of them another namespace$/,
    ),
  ]);
});

describe('Manifests.objects', () => {
  const issuer = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: 'own' },
    spec: { selfSigned: {} },
  };

  it('puts a cluster-scoped custom resource into no namespace, and others into that of the component', () => {
    const { fleet } = setUp();
    const certManager = new Component(fleet, 'cert-manager', { chart });
    new Component(fleet, 'issuers', {
      namespace: certManager,
      manifests: Manifests.objects(issuer, { ...issuer, kind: 'Issuer' }),
    });
    expect(unit(fleet, 'infrastructure/issuers/issuers').sort()).toEqual(['ClusterIssuer own', 'Issuer cert-manager']);
    const [made] = objectsIn(fleet, 'clusters/eu-1/infrastructure/issuers/issuers.yaml');
    expect(made.spec).toEqual({ selfSigned: {} });
    expect(issuer.metadata).toEqual({ name: 'own' });
  });

  it('takes a kind of that ending that holds none, and one that has items', () => {
    const { fleet } = setUp();
    const owned = { apiVersion: 'acme.example/v1', metadata: { name: 'a' } };
    const manifests = Manifests.objects({ ...owned, kind: 'GuestList' }, { ...owned, kind: 'Menu', items: ['tea'] });
    new Component(fleet, 'party', { manifests });
    expect(unit(fleet, 'infrastructure/party/party').length).toBe(3);
  });

  it('can be one of several parts, at any number of targets', () => {
    const { fleet } = setUp();
    const [one, two] = ['a', 'b'].map((name) => Manifests.objects({ ...issuer, metadata: { name } }));
    new Component(fleet, 'issuers', {
      createNamespace: false,
      manifests: (into) => {
        one!(into);
        two!(into);
      },
    });
    expect(unit(fleet, 'infrastructure/issuers/issuers')).toEqual(['ClusterIssuer a', 'ClusterIssuer b']);
  });

  it.each<[string, unknown, RegExp]>([
    ['without a kind', { apiVersion: 'v1', metadata: { name: 'a' } }, /object 2 has no kind: give the whole manifest/],
    [
      'without a name',
      { ...issuer, metadata: {} },
      /object 2 of kind ClusterIssuer has no metadata\.name: give the whole manifest/,
    ],
    [
      'that is none',
      'kind: ClusterIssuer',
      /object 2 has no apiVersion, kind, metadata\.name: give the whole manifest/,
    ],
    [
      'with others in it',
      { apiVersion: 'v1', kind: 'List', items: [issuer] },
      /object 2 of kind List holds others: give its items/,
    ],
  ])('refuses an object %s', (_, object, message) => {
    const { fleet } = setUp();
    new Component(fleet, 'issuers', { manifests: Manifests.objects(issuer, object as typeof issuer) });
    expect(problemsOf(fleet)).toContainEqual(expect.stringMatching(message));
  });
});

test('a helper for fleets of any configuration gives components that others wait for and share namespaces with', () => {
  interface Site {
    readonly region: string;
  }
  const fleet = new Fleet<Site>({ name: 'acme', source: git });
  new Cluster(fleet, 'eu-1', { config: { region: 'eu' } });
  const made: Component<object> = new Component<object>(fleet as never, 'monitoring', { chart });
  const rules = new Component(fleet, 'rules', { manifests: configMap, namespace: made, dependsOn: [made] });
  const shop = new Tenant(fleet, 'shop', { source: git, dependsOn: [made] });
  new App(shop, 'web', { path: './web', dependsOn: [made] });
  expect(rules.dependencies).toEqual([made, made]);
  expect(fleet.synthesize().tree.paths).toContain('clusters/eu-1/infrastructure/rules/rules.yaml');
});
