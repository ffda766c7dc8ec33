import { ApiObject, Chart } from 'cdk8s';
import { App, Cluster, ClusterProps, Component, Environment, Fleet, FleetProps, Placement, Tenant } from '../../../src';
import { git, Loose, newFleet, objectsIn, problemsOf } from '../../support/fleets';

/** A manager with a remote cluster, and an environment on both. */
class World {
  public readonly fleet: Fleet<Loose> = newFleet();
  public readonly eu = new Cluster(this.fleet, 'eu');
  public readonly store = new Cluster(this.fleet, 'store', { managedBy: this.eu });
  public readonly dev = new Environment(this.fleet, 'dev', { clusters: [this.eu, this.store] });
}

function provider(chart: Chart): void {
  new ApiObject(chart, 'provider', {
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
    kind: 'Provider',
    metadata: { name: 'slack' },
    spec: { type: 'slack', channel: 'fleet', secretRef: { name: 'slack' } },
  });
}

const WRONG = 'cluster "store" runs no Flux, and serves none of its kinds';

describe('objects of Flux on a remote cluster', () => {
  const elsewhere =
    'give the component placement: Placement.cluster("store").not(), or make it where Flux runs, in a component of cluster "eu"';

  test('in a component of the fleet, and each way forward', () => {
    const { fleet } = new World();
    new Component(fleet, 'alerts', { manifests: provider });
    expect(problemsOf(fleet)).toEqual([`[store/alerts] Provider "alerts/slack": ${WRONG}: ${elsewhere}`]);

    const placed = new World();
    new Component(placed.fleet, 'alerts', {
      manifests: provider,
      placement: Placement.cluster('store').not(),
    });
    const managers = new World();
    new Component(managers.eu, 'alerts', { manifests: provider });
    expect([problemsOf(placed.fleet), problemsOf(managers.fleet)]).toEqual([[], []]);
  });

  test('in a component of an environment', () => {
    const { fleet, dev } = new World();
    new Component(dev, 'alerts', { manifests: provider });
    expect(problemsOf(fleet)).toEqual([`[dev/store/alerts] Provider "dev-alerts/slack": ${WRONG}: ${elsewhere}`]);
  });

  test('many are one problem', () => {
    const { fleet } = new World();
    new Component(fleet, 'alerts', {
      manifests: (chart) => {
        for (const name of ['a', 'b', 'c', 'd'])
          new ApiObject(chart, name, {
            apiVersion: 'source.toolkit.fluxcd.io/v1',
            kind: 'HelmRepository',
            metadata: { name },
            spec: { url: 'https://charts.example.com' },
          });
      },
    });
    const names = ['a', 'b', 'c'].map((name) => `HelmRepository "alerts/${name}"`).join(', ');
    expect(problemsOf(fleet)).toEqual([`[store/alerts] ${names} and 1 more: ${WRONG}: ${elsewhere}`]);
  });

  test('in an app, and the way forward', () => {
    const app = (placement?: Placement) => {
      const { fleet } = new World();
      const tenant = new Tenant(fleet, 'shop', { source: git, deploys: ['notification.toolkit.fluxcd.io/Provider'] });
      new App(tenant, 'alerts', { manifests: provider, ...(placement && { placement }) });
      return problemsOf(fleet);
    };
    expect(app()).toEqual([
      `[dev/store/shop/alerts] Provider "dev-shop/slack": ${WRONG}: give the app placement: Placement.cluster("store").not()`,
    ]);
    expect(app(Placement.cluster('store').not())).toEqual([]);
  });

  test('are as on any cluster where its own units bring their CRDs', () => {
    const { fleet } = new World();
    const names = { kind: 'Provider', plural: 'providers', singular: 'provider', listKind: 'ProviderList' };
    const schema = { openAPIV3Schema: { type: 'object' } };
    new Component(fleet, 'alerts', { manifests: provider });
    new Component(fleet, 'flux-crds', {
      createNamespace: false,
      namespace: 'default',
      placement: Placement.cluster('store'),
      manifests: (chart) =>
        void new ApiObject(chart, 'crd', {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: 'providers.notification.toolkit.fluxcd.io' },
          spec: {
            group: 'notification.toolkit.fluxcd.io',
            names,
            scope: 'Namespaced',
            versions: [{ name: 'v1beta3', served: true, storage: true, schema }],
          },
        }),
    });
    expect(problemsOf(fleet)).toEqual([]);
  });
});

describe('objects of controllers that Flux has on request', () => {
  const imageRepository = (chart: Chart): void =>
    void new ApiObject(chart, 'image', {
      apiVersion: 'image.toolkit.fluxcd.io/v1',
      kind: 'ImageRepository',
      metadata: { name: 'web' },
      spec: { image: 'example.com/web', interval: '5m' },
    });
  const problemsWith = (cluster: ClusterProps<Loose>, fleetProps: Partial<FleetProps<Loose>> = {}) => {
    const fleet = newFleet(fleetProps);
    new Component(new Cluster(fleet, 'eu', cluster), 'images', { manifests: imageRepository });
    return problemsOf(fleet);
  };
  const wrong =
    '[eu/images] ImageRepository "images/web": Flux on cluster "eu" has no image-reflector-controller, which serves that kind: give the cluster extraControllers: ';

  test.each<[string, ClusterProps<Loose>, string[]]>([
    [
      'Flux Operator does not install them',
      { bootstrap: 'operator' },
      [`${wrong}["image-reflector-controller"], or a placement that leaves it out`],
    ],
    [
      'others are there',
      { extraControllers: ['source-watcher'] },
      [`${wrong}["source-watcher","image-reflector-controller"], or a placement that leaves it out`],
    ],
    ['they are asked for', { bootstrap: 'operator', extraControllers: ['image-reflector-controller'] }, []],
    ['nothing tells', {}, []],
    ['nothing tells either', { bootstrap: 'gotk' }, []],
  ])('%s', (_what, cluster, problems) => {
    expect(problemsWith(cluster)).toEqual(problems);
  });

  test("the fleet's hold for clusters that say nothing", () => {
    const extraControllers = ['image-reflector-controller'] as const;
    expect(problemsWith({ bootstrap: 'operator' }, { extraControllers })).toEqual([]);
    expect(problemsWith({ bootstrap: 'operator', extraControllers: [] }, { extraControllers })).toEqual([
      `${wrong}["image-reflector-controller"], or a placement that leaves it out`,
    ]);
  });

  test('Flux Operator installs them, beside the default ones', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu', {
      bootstrap: 'operator',
      extraControllers: ['source-watcher', 'image-reflector-controller'],
    });
    new Cluster(fleet, 'us', { bootstrap: 'operator' });
    const componentsOf = (cluster: string) =>
      objectsIn(fleet, `clusters/${cluster}/flux-system/flux-instance.yaml`)[0].spec.components;
    expect(componentsOf('eu')).toEqual([
      ...['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'],
      ...['image-reflector-controller', 'source-watcher'],
    ]);
    expect(componentsOf('us')).toBeUndefined();
  });

  test('are for the manager of a remote cluster', () => {
    const { fleet, eu } = new World();
    new Cluster(fleet, 'till', { managedBy: eu, extraControllers: ['source-watcher'] });
    expect(problemsOf(fleet)).toEqual([
      '[till] extraControllers ["source-watcher"] is given, but the cluster runs no Flux: give it to its manager',
    ]);
  });
});

test('releases and folders of Flux stay on the manager', () => {
  const { fleet, dev } = new World();
  new Component(dev, 'config', { path: './config', source: git });
  new App(new Tenant(fleet, 'shop', { source: git }), 'web', { path: './web' });
  expect(problemsOf(fleet)).toEqual([]);
});

test('kinds of other products may come from charts or by hand', () => {
  const { fleet } = new World();
  new Component(fleet, 'certificates', {
    manifests: (chart) =>
      void new ApiObject(chart, 'issuer', {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Issuer',
        metadata: { name: 'ca' },
      }),
  });
  expect(problemsOf(fleet)).toEqual([]);
});

test('a kind that no release has is refused', () => {
  const { fleet, eu } = new World();
  new Component(eu, 'web', {
    manifests: (chart) =>
      void new ApiObject(chart, 'web', { apiVersion: 'apps/v1', kind: 'Deploymnt', metadata: { name: 'web' } }),
  });
  expect(problemsOf(fleet)).toEqual([
    '[eu/web] Deploymnt "web/web": apps/v1 Deploymnt is not served by Kubernetes 1.34, which has no such kind: correct its name',
  ]);
});
