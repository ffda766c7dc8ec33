import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeTo } from '../examples/synthesize';
import { filesOf } from './harness/artifacts';
import { parseObjects } from './harness/flux-manifests';
import { serviceAccountUser } from './harness/kube-client';
import { KubeError } from './harness/kube-http';
import { at, textAt, type KubeObject } from './harness/kube-object';
import type { FileMap } from './harness/tar';
import { deliveriesFleet, FLEET_URL, opsRepository } from './model/deliveries';
import { appsOn, contentOf, CUT, cutOf, TEAMS } from './model/regions';
import { FleetWorld, filesOfTree } from './model/world';

const deploymentIn = (namespace: string, name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace,
  name,
});
const containerOf = (object: KubeObject) => at(object, 'spec', 'template', 'spec', 'containers', 0);

describe('everything that can be delivered', () => {
  let world: FleetWorld;

  beforeAll(async () => {
    const files = filesOfTree(deliveriesFleet().synthesize().tree);
    world = await FleetWorld.start({
      ...{ files, managers: ['eu-1'], remotes: { 'store-1': 'eu-1' } },
      content: (source) => (textAt(source, 'spec', 'url') === FLEET_URL ? files : opsRepository),
    });
  });

  afterAll(() => world?.stop());

  it('becomes Ready under lockdown, though apps wait for apps of other namespaces and kinds', async () => {
    const expected = [
      ...['flux-system', 'infrastructure-agent', 'infrastructure-agent.folder', 'infrastructure-board', 'policies'].map(
        (name) => `flux-system/${name}`,
      ),
      ...['dev', 'shared-access', 'shared-apps', 'web-access', 'web-apps', 'web-config'].map(
        (name) => `dev-flux-system/${name}`,
      ),
      ...['dev-flux-system/dev-web.api', 'dev-flux-system/dev-web.store', 'dev-shared/queue', 'dev-web-jobs/report'],
      ...['access', 'infrastructure-agent', 'infrastructure-agent.folder', 'infrastructure-board', 'policies'].map(
        (name) => `store-1/${name}`,
      ),
      ...['namespace-agent', 'dev', 'dev-shared-access', 'dev-shared-apps', 'dev-web-access', 'dev-web-apps'].map(
        (name) => `store-1/${name}`,
      ),
      ...['dev-web-config', 'dev-web.api', 'dev-web.store', 'dev-shared.queue', 'dev-web-jobs.report'].map(
        (name) => `store-1/${name}`,
      ),
    ].sort();
    await world.ready('eu-1', expected);
    expect(await world.kustomizations('eu-1')).toEqual(expected);
    console.log(`API servers 2, Kustomizations Ready ${expected.length}`);
  });

  it.each(['eu-1', 'store-1'])(
    'has on %s what images, patches, substitutions and overrides make of a folder',
    async (name) => {
      const agent = await world.client(name).get(deploymentIn('operations', 'agent'));
      expect(containerOf(agent)).toMatchObject({
        image: `mirror.example.com/agent:${name === 'eu-1' ? 2 : 3}`,
        args: ['--quiet'],
      });
      expect([at(agent, 'spec', 'replicas'), agent.metadata.annotations?.cluster]).toEqual([2, name]);
    },
  );

  it.each(['eu-1', 'store-1'])(
    "has on %s the tenant's objects in code, its configuration, and its own source's",
    async (name) => {
      const client = world.client(name);
      expect(containerOf(await client.get(deploymentIn('dev-web', 'api')))).toMatchObject({
        image: 'example.com/api:1',
      });
      expect(containerOf(await client.get(deploymentIn('dev-web-jobs', 'report')))).toBeDefined();
      const config = await client.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'dev-web', name: 'api' });
      expect(at(config, 'data')).toEqual({ CLUSTER: name, WORKERS: '2' });
    },
  );

  it.each([
    ['eu-1', 'dev-flux-system'],
    ['store-1', 'store-1'],
  ])('lets Helm on %s keep its state in the namespace of the tenant, and nothing beyond', async (cluster, control) => {
    const client = world.client(cluster);
    const helm = serviceAccountUser(control, 'dev-web.helm');
    const objects = serviceAccountUser(control, 'dev-web');
    const secrets = { verb: 'create', group: '', resource: 'secrets' };
    const deployments = { verb: 'create', group: 'apps', resource: 'deployments' };
    const ask = async (subject: typeof helm, attributes: typeof secrets) => [
      await client.canI(subject, { ...attributes, namespace: 'dev-web' }),
      await client.canI(subject, { ...attributes, namespace: 'dev-shared' }),
      await client.canI(subject, { ...attributes, namespace: control }),
    ];
    expect(await ask(helm, secrets)).toEqual([true, false, false]);
    expect(await ask(helm, deployments)).toEqual([true, false, false]);
    expect(await ask(objects, secrets)).toEqual([false, false, false]);
    expect(await ask(objects, deployments)).toEqual([true, false, false]);
  });
});

describe('the example of a tenant that is one chart', () => {
  const EXAMPLE = join(__dirname, '../examples/tenant-chart');
  let world: FleetWorld;

  beforeAll(async () => {
    const files = await filesOf(join(EXAMPLE, 'dist'), 'dist/');
    world = await FleetWorld.start({
      ...{ files, managers: ['berlin', 'lyon'], remotes: { krakow: 'berlin' } },
      content: () => files,
      charts: () => join(EXAMPLE, 'chart'),
    });
  });

  afterAll(() => world?.stop());

  it('becomes Ready', async () => {
    let ready = 0;
    for (const [manager, names] of Object.entries({
      berlin: ['prod-flux-system/prod-store.store', 'krakow/prod-store.store'],
      lyon: ['prod-flux-system/prod-store.store', 'qa-flux-system/qa-store.store'],
    })) {
      await world.ready(manager, names);
      const all = await world.kustomizations(manager);
      expect(all).toEqual(expect.arrayContaining(names));
      await world.ready(manager, all);
      ready += all.length;
    }
    console.log(`API servers 3, Kustomizations Ready ${ready}`);
  });

  /** What real helm makes of a release, sent to the cluster as the account that Helm has there. */
  const installed = async (manager: string, control: string, cluster: string, namespace: string) => {
    const objects = parseObjects(await world.rendered(manager, `${control}/${namespace}.store`));
    const client = world.client(cluster).as(serviceAccountUser(control, `${namespace}.helm`));
    for (const object of objects) await client.apply(object);
    return Object.fromEntries(
      objects
        .filter(({ kind }) => kind === 'Deployment')
        .map((object) => {
          const container = containerOf(object) as { image: string; env: Array<{ name: string; value: string }> };
          const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
          return [object.metadata.name, { replicas: at(object, 'spec', 'replicas'), image: container.image, env }];
        }),
    );
  };

  const app = (name: string, tag: string, replicas: number, COUNTRY: string, CLUSTER: string) => ({
    [name]: { replicas, image: `registry.example.com/store/${name}:${tag}`, env: { COUNTRY, CLUSTER } },
  });

  it('runs on each cluster the apps that are switched on there, with the values of the cluster', async () => {
    expect(await installed('berlin', 'prod-flux-system', 'berlin', 'prod-store')).toEqual({
      ...app('catalog', '1.9.0', 3, 'de', 'berlin'),
      ...app('checkout', '2.1.0', 3, 'de', 'berlin'),
      ...app('loyalty', '0.7.1', 1, 'de', 'berlin'),
      ...app('recommendations', '3.2.0', 1, 'de', 'berlin'),
    });
    expect(await installed('lyon', 'prod-flux-system', 'lyon', 'prod-store')).toEqual({
      ...app('catalog', '1.9.0', 1, 'fr', 'lyon'),
      ...app('checkout', '2.0.3', 1, 'fr', 'lyon'),
      ...app('loyalty', '0.7.1', 1, 'fr', 'lyon'),
    });
    expect(await installed('berlin', 'krakow', 'krakow', 'prod-store')).toEqual({
      ...app('catalog', '1.9.0', 1, 'pl', 'krakow'),
      ...app('checkout', '2.0.3', 1, 'pl', 'krakow'),
      ...app('fiscal-printer', '1.0.0', 1, 'pl', 'krakow'),
    });
  });

  it('keeps the account that Helm has out of every other namespace', async () => {
    const client = world.client('lyon').as(serviceAccountUser('prod-flux-system', 'prod-store.helm'));
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'qa-store' } };
    await expect(client.apply(object)).rejects.toThrow(KubeError);
  });
});

describe('a cut of the example of regions', () => {
  const clusters = Object.keys(CUT) as Array<keyof typeof CUT>;
  let world: FleetWorld;
  let files: FileMap;

  beforeAll(async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'fleet-regions-'));
    try {
      await synthesizeTo(join(__dirname, '../examples/regions'), scratch);
      files = cutOf(await filesOf(scratch, 'dist/'));
    } finally {
      await rm(scratch, { recursive: true });
    }
    world = await FleetWorld.start({ files, managers: clusters, content: contentOf(files) });
  });

  afterAll(() => world?.stop());

  it('becomes Ready', async () => {
    let ready = 0;
    for (const cluster of clusters) {
      const apps = TEAMS.flatMap((team) => appsOn(files, cluster, team));
      await world.ready(
        cluster,
        apps.map(({ namespace, name }) => `${namespace}/${name}`),
      );
      const all = await world.kustomizations(cluster);
      await world.ready(cluster, all);
      ready += all.length;
    }
    console.log(`API servers ${clusters.length}, tenants ${TEAMS.length}, Kustomizations Ready ${ready}`);
  });

  it('has in each object of an app what the fleet says for that cluster', async () => {
    const tags = new Set<string>();
    let found = 0;
    for (const cluster of clusters) {
      for (const { namespace, name, tag, substitutions } of TEAMS.flatMap((team) => appsOn(files, cluster, team))) {
        const deployment = await world.client(cluster).get(deploymentIn(namespace, name));
        expect((containerOf(deployment) as { image: string }).image).toMatch(new RegExp(`/${name}:${tag}$`));
        const config = await world.client(cluster).get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
        const { DATABASE, HOST = 'none' } = substitutions;
        expect(at(config, 'data')).toEqual({ database: DATABASE, host: HOST });
        tags.add(`${namespace.replace(/^[^-]*-/, '')}/${name}:${tag}`);
        found++;
      }
    }
    // Some app has another tag on another cluster.
    expect(tags.size).toBeGreaterThan(new Set([...tags].map((tag) => tag.replace(/:.*/, ''))).size);
    console.log(`apps verified ${found}`);
  });

  it('gives charts the database and the load balancer of their cluster', async () => {
    const values = async (cluster: string, namespace: string, name: string) => {
      const release = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', namespace, name };
      return at(await world.client(cluster).get(release), 'spec', 'values');
    };
    expect(await values('europe-prod', 'prod-flux-system', 'pooler')).toMatchObject({
      upstream: { host: 'main.eu-central-1.db.example.com' },
      pool: 80,
    });
    expect(await values('america-dev', 'dev-flux-system', 'pooler')).toMatchObject({
      upstream: { host: 'postgres.america.dev.example.com' },
      pool: 5,
    });
    expect(await values('europe-prod', 'flux-system', 'ingress')).toMatchObject({
      replicaCount: 6,
      service: { loadBalancerClass: 'haproxy' },
    });
  });
});
