import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ApiObject } from 'cdk8s';
import { App, Channel, Cluster, Component, Environment, Fleet, Source, Tenant } from 'cdk8s-flux-fleet';
import { main } from '../src/cli/main';
import { ArtifactLoop } from './harness/artifact-loop';
import { ArtifactServer } from './harness/artifacts';
import { ControlPlane } from './harness/control-plane';
import { ensureEngine } from './harness/engines';
import { installFluxCrds, installPlatform } from './harness/flux';
import { FluxController } from './harness/flux-controller';
import { parseObjects } from './harness/flux-manifests';
import { serviceAccountUser } from './harness/kube-client';
import { KubeError } from './harness/kube-http';
import { at, textAt, type KubeObject } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import { LOOPBACK } from './harness/ports';
import type { FileMap } from './harness/tar';
import { runTool } from './harness/tool';
import { waitFor, waitForReady } from './harness/wait';
import { filesOfTree } from './model/world';

// Two clusters with Flux that notify: who hears of a failure, how equal events are told apart, and what drifts. Each check
// is also put before a planted fault, which it must find.

const CLUSTERS = ['eu-1', 'us-1'] as const;
type Name = (typeof CLUSTERS)[number];

/** An event as a webhook gets it. */
interface Delivered {
  /** Whose webhook: the path that it was posted to. */
  readonly to: string;
  readonly involvedObject: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly severity: string;
  readonly message: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Takes what is posted to it. */
class Webhooks {
  static async start(): Promise<Webhooks> {
    const events: Delivered[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        events.push({ ...(JSON.parse(Buffer.concat(chunks).toString()) as Delivered), to: request.url ?? '' });
        response.writeHead(200).end();
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, LOOPBACK, resolve));
    return new Webhooks(server, events);
  }

  private constructor(
    private readonly server: Server,
    readonly events: Delivered[],
  ) {}

  url(path: string): string {
    return `http://${LOOPBACK}:${(this.server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Events that reached a tenant's webhook and are not the tenant's, or do not say whose they are. */
function strays(events: readonly Delivered[]): string[] {
  return events
    .filter(({ to, involvedObject: { namespace, name }, metadata }) => {
      const tenant = to.slice(1);
      if (!['web', 'api'].includes(tenant)) return false;
      const isOwn = namespace === `prod-${tenant}` || name.startsWith(`prod-${tenant}.`);
      return !isOwn || metadata.tenant !== tenant || metadata.environment !== 'prod' || metadata.cluster === undefined;
    })
    .map(({ to, involvedObject: { kind, namespace, name } }) => `${to}: ${kind} ${namespace}/${name}`);
}

/** On a busy machine one cluster sends it twice: a commit comes while another one is waited for. */
const isRepeated = ({ message }: Delivered) => message.startsWith('Health checks canceled due to new reconciliation');

/** Pairs of events of the two clusters that nobody can tell apart. */
function indistinct(events: readonly Delivered[]): string[] {
  const once = events.filter((event) => !isRepeated(event));
  const texts = once.map(({ to, involvedObject: { kind, namespace, name }, message, metadata }) =>
    JSON.stringify([to, kind, namespace, name, message, metadata.cluster]),
  );
  return texts.filter((text, index) => texts.indexOf(text) < index);
}

/** The failures of the tenant's folder that a webhook got. */
const failuresOf = (events: readonly Delivered[], to: string) =>
  events.filter((event) => event.to === to && event.severity === 'error' && event.involvedObject.name === 'shop');

const SHOP = { namespace: 'prod-web', name: 'shop' };

/** The tenant's repository: a ConfigMap, or an object of a kind that no API server has. */
function shop(broken: string | undefined): FileMap {
  const settings = { apiVersion: 'v1', kind: broken ?? 'ConfigMap', metadata: { name: 'settings' }, data: { a: 'b' } };
  return { 'shop/settings.yaml': JSON.stringify(settings) };
}

describe('two clusters that notify', () => {
  const planes = {} as Record<Name, ControlPlane>;
  const loops = {} as Record<Name, ArtifactLoop>;
  let webhooks: Webhooks;
  let artifacts: ArtifactServer;
  let files: FileMap;
  let folder: string;
  const path = process.env.PATH;
  const broken: Record<Name, string | undefined> = { 'eu-1': undefined, 'us-1': undefined };

  beforeAll(async () => {
    [planes['eu-1'], planes['us-1']] = await Promise.all([
      ControlPlane.start({ name: 'eu-1' }),
      ControlPlane.start({ name: 'us-1' }),
    ]);
    webhooks = await Webhooks.start();
    artifacts = await ArtifactServer.start();
    files = filesOfTree(fleet(webhooks).synthesize().tree);
    folder = await mkdtemp(join(tmpdir(), 'day2-'));
    for (const [file, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), content);
    }
    // The command takes kubectl from the path, under that name, and contexts from one file.
    await writeFile(join(folder, 'kubectl'), `#!/bin/sh\nexec ${await ensureEngine('kubectl')} "$@"\n`);
    await chmod(join(folder, 'kubectl'), 0o755);
    const configs = await Promise.all(
      CLUSTERS.map(async (name) => {
        const file = join(folder, `${name}.kubeconfig`);
        await writeFile(file, planes[name].kubeconfig());
        return file;
      }),
    );
    process.env.PATH = `${folder}${delimiter}${path}`;
    process.env.KUBECONFIG = configs.join(delimiter);
    await Promise.all(CLUSTERS.map((name) => start(name)));
  });

  afterAll(async () => {
    process.env.PATH = path;
    delete process.env.KUBECONFIG;
    await Promise.all(CLUSTERS.map((name) => planes[name]?.stop()));
    await artifacts?.stop();
    await webhooks?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(name: Name): Promise<void> {
    const plane = planes[name];
    const client = plane.client();
    await installFluxCrds(plane);
    await installPlatform(plane);
    const notification = await FluxController.start(plane, 'notification-controller');
    await KustomizeController.start(plane, {
      flags: [`--events-addr=${notification.events}/`, '--requeue-dependency=1s'],
    });
    const sync = files[`dist/clusters/${name}/flux-system/gotk-sync.yaml`]!.toString();
    for (const object of parseObjects(sync)) await client.apply(object);
    loops[name] = ArtifactLoop.start({
      plane,
      server: artifacts,
      content: (source) => (textAt(source, 'spec', 'url')?.endsWith('/web') === true ? shop(broken[name]) : files),
    });
    // What the platform puts beside the tenant's Provider, once the namespace is there.
    await waitFor('the namespace of the tenant', () =>
      client.find({ apiVersion: 'v1', kind: 'Namespace', name: 'prod-web' }),
    );
    await client.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'hook', namespace: 'prod-web' },
      stringData: { address: webhooks.url('/web') },
    });
    const notifications = [
      { namespace: 'flux-system', name: 'notifications' },
      { namespace: 'prod-flux-system', name: 'notifications' },
      { namespace: 'prod-flux-system', name: 'web-notifications' },
      { namespace: 'prod-flux-system', name: 'api-notifications' },
    ];
    await waitForReady(client, [...notifications, SHOP], {});
  }

  /** Breaks the tenant's folder, or mends it, and returns once Flux says so. */
  async function change(name: Name, how: string | undefined): Promise<void> {
    broken[name] = how;
    await loops[name].commit(`${name} ${how}`);
    const shopOf = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', ...SHOP };
    await waitFor(`the folder on ${name} to be ${how ?? 'whole'}`, async (observe) => {
      const conditions = at(await planes[name].client().get(shopOf), 'status', 'conditions') as
        Array<{ type: string; status: string; message: string }> | undefined;
      const ready = conditions?.find(({ type }) => type === 'Ready');
      observe(`${ready?.status} ${ready?.message}`);
      return how === undefined ? ready?.status === 'True' : ready?.status === 'False' && ready.message.includes(how);
    });
  }

  const delivered = (what: string, look: () => boolean) =>
    waitFor(what, (observe) => {
      observe(`${webhooks.events.length} events`);
      return Promise.resolve(look());
    });

  it('tells the tenant of its failure, with cluster, environment and tenant, and nobody else but the platform', async () => {
    await change('eu-1', 'colour');
    await delivered('the failure at both webhooks', () =>
      ['/web', '/fleet'].every((to) => failuresOf(webhooks.events, to).length > 0),
    );
    expect(failuresOf(webhooks.events, '/web')[0]).toMatchObject({
      metadata: { cluster: 'eu-1', environment: 'prod', tenant: 'web', summary: 'ask the team' },
      message: expect.stringContaining('colour'),
    });
    expect(failuresOf(webhooks.events, '/fleet')[0]?.metadata).toMatchObject({ cluster: 'eu-1', tenant: 'web' });
    expect(webhooks.events.filter(({ to }) => to === '/api')).toEqual([]);
    expect(strays(webhooks.events)).toEqual([]);
  });

  it('a planted Alert that sends one tenant the events of another is found', async () => {
    const events = webhooks.events.length;
    const metadata = { name: 'planted', namespace: 'prod-web' };
    const client = planes['eu-1'].client();
    const api = 'notification.toolkit.fluxcd.io/v1beta3';
    const address = webhooks.url('/api');
    await client.apply({ apiVersion: api, kind: 'Provider', metadata, spec: { type: 'generic', address } });
    await client.apply({
      ...{ apiVersion: api, kind: 'Alert', metadata },
      spec: {
        providerRef: { name: 'planted' },
        eventSources: [{ kind: 'Kustomization', name: '*' }],
        eventMetadata: { tenant: 'api' },
      },
    });
    await change('eu-1', 'hue');
    await delivered('a stray', () => strays(webhooks.events.slice(events)).length > 0);
    expect(strays(webhooks.events)[0]).toBe('/api: Kustomization prod-web/shop');
    for (const kind of ['Alert', 'Provider']) await client.delete({ apiVersion: api, kind, ...metadata });
  });

  it('tells equal events of two clusters apart', async () => {
    const before = webhooks.events.length;
    await Promise.all(CLUSTERS.map((name) => change(name, 'shade')));
    const since = () => webhooks.events.slice(before);
    await delivered('the failures of both clusters', () =>
      CLUSTERS.every((name) => failuresOf(since(), '/fleet').some(({ metadata }) => metadata.cluster === name)),
    );
    const [one, other] = CLUSTERS.map((name) =>
      failuresOf(since(), '/fleet').find(({ metadata }) => metadata.cluster === name),
    );
    expect(one?.message).toContain('shade');
    expect(other?.involvedObject).toMatchObject({ kind: one?.involvedObject.kind, ...SHOP });
    expect(indistinct(since())).toEqual([]);
  });

  it('Alerts without the cluster in their metadata are found', async () => {
    const before = webhooks.events.length;
    const alert = {
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind: 'Alert',
      namespace: 'prod-web',
      name: 'tenant.team',
    };
    const owner = {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      namespace: 'prod-flux-system',
      name: 'web-notifications',
    };
    for (const name of CLUSTERS) {
      // Flux would correct it with the next commit, and is perhaps still busy with the last one.
      await waitForReady(planes[name].client(), [owner], { revision: loops[name].revision });
      await planes[name].client().patch(owner, { spec: { suspend: true } });
      await planes[name].client().patch(alert, { spec: { eventMetadata: { cluster: null } } });
    }
    await Promise.all(CLUSTERS.map((name) => change(name, 'tint')));
    await delivered('two events that are one', () => indistinct(webhooks.events.slice(before)).length > 0);
    for (const name of CLUSTERS) {
      await planes[name].client().patch(owner, { spec: { suspend: null } });
      await waitFor('Flux to correct it', async () => {
        const now = await planes[name].client().get(alert);
        return at(now, 'spec', 'eventMetadata', 'cluster') === name;
      });
    }
  });

  it('sends no success of each interval to a webhook', async () => {
    await Promise.all(CLUSTERS.map((name) => change(name, undefined)));
    expect(webhooks.events.filter(({ message }) => message.startsWith('Reconciliation finished in '))).toEqual([]);
  });

  it('the objects of the tenant pass its rights and the admission policies, and what leads elsewhere does not', async () => {
    const client = planes['eu-1'].client();
    const tenant = client.as(serviceAccountUser('prod-web', 'web'));
    const objects = parseObjects(files['dist/clusters/eu-1/prod/tenants/web/notifications/prod-web.yaml']!.toString());
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toContain('Alert tenant.team');
    for (const object of objects) await tenant.apply(object, { dryRun: true });
    const alert = objects.find(({ metadata, kind }) => kind === 'Alert' && metadata.name === 'tenant.team')!;
    const planted = [
      {
        ...alert,
        spec: { ...alert.spec, eventSources: [{ kind: 'Kustomization', name: '*', namespace: 'prod-api' }] },
      },
      { ...alert, metadata: { ...alert.metadata, namespace: 'prod-api' } },
      { ...alert, metadata: { ...alert.metadata, namespace: 'prod-flux-system' } },
    ];
    for (const object of planted) {
      const refused = await tenant.apply(object as KubeObject, { dryRun: true }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(KubeError);
    }
  });

  /** What the command says, and its exit code. */
  async function drift(...args: string[]): Promise<{ code: number; text: string }> {
    let text = '';
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((more) => ((text += String(more)), true));
    try {
      return { code: await main(['drift', '--tree', join(folder, 'dist'), ...args]), text };
    } finally {
      write.mockRestore();
    }
  }

  const kubectl = (...args: string[]) => runTool('kubectl', ['--context=eu-1', '--namespace=banner', ...args]);
  const banner = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'banner', name: 'banner' };

  it('finds no drift where there is none', async () => {
    const { code, text } = await drift();
    expect(text).toMatch(/^eu-1: no drift, \d+ compared\n[^]*^us-1: no drift, \d+ compared\n/m);
    expect(code).toBe(0);
  });

  it('finds what was changed, added and deleted by hand on one cluster', async () => {
    await kubectl('patch', 'configmap', 'banner', '--type=merge', '--patch={"data":{"text":"by hand"}}');
    await kubectl('annotate', 'configmap', 'banner', 'note=by-hand');
    await kubectl('delete', 'configmap', 'second');
    const { code, text } = await drift();
    expect(text).toBe(`eu-1: 1 object differs, 1 object is missing, ${/(\d+) compared/.exec(text)?.[1]} compared
  ConfigMap banner/banner, of Kustomization flux-system/infrastructure-banner
    data.text: by hand in the cluster, hello in the tree
    metadata.annotations.note: set with kubectl in the cluster, and Flux removes it
  missing ConfigMap banner/second, of Kustomization flux-system/infrastructure-banner
${text.slice(text.indexOf('  not compared'))}`);
    expect(text).toContain('us-1: no drift');
    expect(code).toBe(1);
    expect((await drift('--cluster', 'us-1')).code).toBe(0);
  });

  it('Flux corrects all of it', async () => {
    const kustomization = {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      namespace: 'flux-system',
      name: 'infrastructure-banner',
    };
    const requestedAt = new Date().toISOString();
    const client = planes['eu-1'].client();
    await client.patch(kustomization, {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': requestedAt } },
    });
    await waitFor('the drift to go', async (observe) => {
      const found = await client.find(banner);
      const text = textAt(found, 'data', 'text');
      const second = await client.find({ ...banner, name: 'second' });
      observe(`${text} ${JSON.stringify(found?.metadata.annotations)} ${second !== undefined}`);
      return text === 'hello' && found?.metadata.annotations?.['note'] === undefined && second !== undefined;
    });
    expect((await drift()).code).toBe(0);
  });

  it('a cluster that does not answer is not called free of drift', async () => {
    const { code, text } = await drift('--context', 'us-1=nowhere');
    expect(code).toBe(3);
    expect(text).toMatch(/^us-1: not compared, because it does not answer: .*nowhere/m);
  });
});

/** A fleet with two clusters, an environment and two tenants, each with a webhook. */
function fleet(webhooks: Webhooks): Fleet {
  const source = (name: string) => Source.git({ url: `https://example.com/${name}`, branch: 'main' });
  const all = new Fleet({ name: 'acme', source: source('fleet') });
  const clusters = CLUSTERS.map((name) => new Cluster(all, name));
  new Environment(all, 'prod', { clusters });
  new Component(all, 'banner', {
    manifests: (chart) => {
      for (const name of ['banner', 'second']) {
        new ApiObject(chart, name, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name },
          data: { text: 'hello' },
        });
      }
    },
  });
  const kinds = ['Alert', 'Provider'].map((kind) => ({
    ...{ group: 'notification.toolkit.fluxcd.io', kind, resource: `${kind.toLowerCase()}s` },
  }));
  const web = new Tenant(all, 'web', { source: source('web'), deploys: ['ConfigMap', ...kinds] as never });
  new App(web, 'shop', { path: './shop' });
  const api = new Tenant(all, 'api', {});
  new App(api, 'store', {
    manifests: (chart) =>
      void new ApiObject(chart, 'store', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'store' } }),
  });
  all.notify('all', { channel: Channel.generic({ address: webhooks.url('/fleet') }), severity: 'info' });
  web.notify('team', { channel: Channel.generic({ secret: 'hook' }), severity: 'info', summary: 'ask the team' });
  api.notify('team', { channel: Channel.generic({ address: webhooks.url('/api') }) });
  return all;
}
