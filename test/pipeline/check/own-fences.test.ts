import { ApiObject } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, Source, Tenant, TenantProps } from '../../../src';

interface Parts {
  /** Options of the tenant. */
  readonly tenant?: Partial<TenantProps<object>>;
  /** Objects that the platform puts into the tenant's namespace. */
  readonly platform?: readonly object[];
  /** Objects of the tenant's app. */
  readonly app?: readonly object[];
  /** Objects of the platform elsewhere. */
  readonly elsewhere?: readonly object[];
  readonly policies?: 'none';
}

/** The problems of a fleet with one tenant. */
function problemsOf({ tenant = {}, platform = [], app = [], elsewhere = [], policies }: Parts): string[] {
  const fleet = new Fleet({
    name: 'acme',
    source: Source.git({ url: 'https://github.com/acme/fleet', branch: 'main' }),
  });
  const cluster = new Cluster(fleet, 'eu', policies === undefined ? {} : { policies });
  const environment = new Environment(fleet, 'prod', { clusters: [cluster] });
  const shop = new Tenant(fleet, 'shop', tenant);
  const put = (objects: readonly object[]) => (chart: ConstructorParameters<typeof ApiObject>[0]) => {
    objects.forEach((object, at) => new ApiObject(chart, `o${at}`, structuredClone(object) as never));
  };
  if (app.length > 0) new App(shop, 'web', { manifests: put(app) });
  if (platform.length > 0) new Component(environment, 'extra', { manifests: put(platform) });
  if (elsewhere.length > 0) new Component(fleet, 'base', { manifests: put(elsewhere), createNamespace: false });
  try {
    fleet.synthesize();
    return [];
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim().replace(/ \([^ ]*\.ts:\d+\)$/, ''));
  }
}

const deployment = (spec: object, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...metadata },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'docker.io/library/nginx:1.29' }], ...spec },
    },
  },
});

const inShop = { namespace: 'prod-shop' };

describe("a tenant's objects", () => {
  test('meet the Pod Security level of their namespace', () => {
    expect(problemsOf({ app: [deployment({ hostNetwork: true })] })).toEqual([
      '[prod/eu/shop/web] Deployment "prod-shop/web": its namespace enforces Pod Security "baseline" and refuses its pods, because the pod must not use hostNetwork, hostPID or hostIPC: change that, or give the namespace another level ("podSecurity" of a tenant)',
    ]);
    expect(problemsOf({ app: [deployment({ hostNetwork: true })], tenant: { podSecurity: 'privileged' } })).toEqual([]);
  });

  test('have room in their quota', () => {
    const many = { ...deployment({}), spec: { ...deployment({}).spec, replicas: 3 } };
    expect(problemsOf({ app: [many], tenant: { quota: { pods: 2 } } })).toEqual([
      '[prod/eu/shop/web] Deployment "prod-shop/web": ResourceQuota "prod-shop/tenant" refuses it, because it takes 3 of pods, of which 2 is all there is: change that, or the quota ("quota" of a tenant)',
    ]);
    expect(problemsOf({ app: [many], tenant: { quota: { pods: 3 } } })).toEqual([]);
  });
});

test("a tenant's objects without pods have room in their quota, too", () => {
  const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  const tenant = { quota: { 'count/configmaps': 1 } };
  expect(problemsOf({ app: [map('a'), map('b')], tenant })).toEqual([
    '[prod/eu/shop] ResourceQuota "prod-shop/tenant": the program itself has 2 of count/configmaps in its namespace, of which 1 is all there is: take some out, or change the quota ("quota" of a tenant)',
  ]);
  expect(problemsOf({ app: [map('a')], tenant })).toEqual([]);
});

describe("the platform's objects in a tenant's namespace", () => {
  test('meet the policies of the tenant', () => {
    const platform = [deployment({}, inShop)];
    expect(problemsOf({ platform, tenant: { registries: ['r.example.com/'] } })).toEqual([
      '[prod/eu/extra] Deployment "web": an image is not from a registry allowed to this tenant ("registries" of the tenant): name it in full, from one of these',
    ]);
    expect(problemsOf({ platform, tenant: { registries: ['docker.io/'] } })).toEqual([]);
  });

  test('meet none where a cluster has no policies', () => {
    const platform = [deployment({}, inShop)];
    expect(problemsOf({ platform, tenant: { registries: ['r.example.com/'] }, policies: 'none' })).toEqual([]);
  });

  test('may be what the platform alone may do', () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', ...inShop },
      spec: { volumeName: 'v', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    expect(problemsOf({ platform: [claim] })).toEqual([]);
    const { metadata: _metadata, ...own } = claim;
    expect(problemsOf({ app: [{ ...own, metadata: { name: 'data' } }] })).toEqual([
      '[prod/eu/shop/web] PersistentVolumeClaim "data": spec.volumeName is a volume that is not opened to this tenant: leave it out, or let the platform list it in "persistentVolumes" of the tenant',
    ]);
  });

  test('meet none elsewhere', () => {
    const elsewhere = [deployment({ priorityClassName: 'high' }, { namespace: 'base' })];
    expect(problemsOf({ elsewhere, tenant: { registries: ['r.example.com/'] } })).toEqual([]);
  });
});
