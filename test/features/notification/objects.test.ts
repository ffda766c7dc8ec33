import { ApiObject } from 'cdk8s';
import { App, Channel, Cluster, ClusterGroup, Environment, Placement, Preset, Secret, Tenant } from '../../../src';
import { git, newFleet, objectsIn } from '../../support/fleets';
import { alertsOf, chart, names, notifiedFleet, watched } from './notified';

const slack = Channel.slack({ channel: 'fleet', secret: 'slack' });

describe('notify of a fleet', () => {
  test('has an Alert with its Provider in each control namespace', () => {
    const { fleet } = notifiedFleet();
    fleet.notify('errors', { channel: slack });
    const alerts = alertsOf(fleet);
    expect(names(alerts)).toEqual(['far/fleet.errors', 'flux-system/fleet.errors', 'prod-flux-system/fleet.errors']);
    expect(Object.fromEntries(alerts.map(({ namespace, metadata }) => [namespace, metadata]))).toEqual({
      'flux-system': { cluster: 'eu-1' },
      'prod-flux-system': { cluster: 'eu-1', environment: 'prod' },
      far: { cluster: 'far' },
    });
    expect(alerts.map(({ severity }) => severity)).toEqual(['error', 'error', 'error']);
    expect(alerts[0]!.provider.spec).toEqual({
      type: 'slack',
      address: 'https://slack.com/api/chat.postMessage',
      channel: 'fleet',
      secretRef: { name: 'slack' },
    });
    expect(watched(alerts[0])).toContain('Kustomization/*');
  });

  test('its unit has a Kustomization of its own, so that nothing else waits for it', () => {
    const { fleet } = notifiedFleet();
    fleet.notify('errors', { channel: slack });
    const { tree } = fleet.synthesize();
    expect(tree.get('clusters/eu-1/kustomization.yaml')).toContain('- notifications.yaml');
    const [kustomization] = objectsIn(fleet, 'clusters/eu-1/prod/notifications.yaml');
    expect(kustomization.metadata).toEqual({ name: 'notifications', namespace: 'prod-flux-system' });
    expect(kustomization.spec.path).toBe('./dist/clusters/eu-1/prod/notifications');
  });

  test('the account of a remote cluster may write them, and nothing else more', () => {
    const without = notifiedFleet();
    const rulesOf = (fleet: typeof without.fleet) =>
      objectsIn(fleet, 'clusters/eu-1/remotes/far.yaml').find(({ kind }) => kind === 'Role').rules;
    const { fleet } = notifiedFleet();
    fleet.notify('errors', { channel: slack });
    const added = rulesOf(fleet).slice(rulesOf(without.fleet).length);
    expect(added).toMatchObject([
      { apiGroups: ['notification.toolkit.fluxcd.io'], resources: ['alerts', 'providers', 'receivers'] },
    ]);
  });

  test('a Secret from a store is made beside each Provider', () => {
    const { fleet } = notifiedFleet();
    const store = { kind: 'ClusterSecretStore', name: 'vault' } as const;
    const secret = Secret.external({ name: 'slack', store, keys: { address: 'slack' } });
    fleet.notify('errors', { channel: Channel.slack({ secret }) });
    const [made] = objectsIn(fleet, 'clusters/eu-1/prod/notifications/prod-flux-system.yaml');
    expect(made).toMatchObject({
      kind: 'ExternalSecret',
      metadata: { name: 'slack', namespace: 'prod-flux-system' },
      spec: { target: { name: 'slack' } },
    });
    const role = objectsIn(fleet, 'clusters/eu-1/remotes/far.yaml').find(({ kind }) => kind === 'Role');
    expect(role.rules.at(-1).resources).toEqual(['externalsecrets']);
  });

  test('tenants get none with the Secret of the platform, unless it is asked for', () => {
    const { fleet } = notifiedFleet();
    fleet.notify('errors', { channel: slack });
    fleet.notify('hook', {
      channel: Channel.alertmanager({ address: 'http://alertmanager.monitoring:9093/api/v2/alerts/' }),
    });
    fleet.notify('pager', { channel: Channel.pagerDuty({ channel: 'R0UT1NG' }) });
    fleet.notify('all', { channel: Channel.teams({ secret: 'teams' }), tenantNamespaces: true });
    const inTenants = alertsOf(fleet).filter(({ namespace }) => namespace === 'prod-web');
    expect(names(inTenants)).toEqual(['prod-web/fleet.all', 'prod-web/fleet.hook']);
    expect(inTenants.map(({ metadata }) => metadata.tenant)).toEqual(['web', 'web']);
  });

  test('a placement by environment holds on a remote cluster too, for what the environment has there', () => {
    const { fleet, far, eu } = notifiedFleet();
    new Environment(fleet, 'qa', { clusters: [eu, far] });
    fleet.notify('pager', { channel: slack, placement: Placement.environment('prod') });
    const [remote, ...others] = alertsOf(fleet).filter(({ namespace }) => namespace === 'far');
    expect(others).toEqual([]);
    expect([remote!.name, remote!.metadata]).toEqual(['fleet.prod.pager', { cluster: 'far', environment: 'prod' }]);
    expect(remote!.sources).toContainEqual({ kind: 'Kustomization', name: 'prod-web-access' });
    expect(remote!.sources.every(({ name }) => name !== '*' && !name.startsWith('qa'))).toBe(true);
  });

  test('an app is watched with what its manifests apply before and after its folder or chart', () => {
    const fleet = newFleet();
    new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'eu-1')] });
    const kind = { group: 'example.com', kind: 'Till', resource: 'tills' };
    const shop = new Tenant(fleet, 'shop', { source: git, deploys: ['ConfigMap', kind] });
    for (const [name, more] of Object.entries({ pos: { chart }, till: { path: './till' } })) {
      const app = new App(shop, name, {
        ...more,
        manifests: (objects) => {
          const metadata = { name };
          new ApiObject(objects, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } });
          new ApiObject(objects, 'till', { apiVersion: 'example.com/v1', kind: 'Till', metadata });
        },
      });
      app.notify('team', { channel: slack });
    }
    const sources = alertsOf(fleet).map(({ namespace, name, sources: all }) => [
      `${namespace}/${name}`,
      all.map((one) => `${one.kind} ${one.name}`),
    ]);
    const parts = (name: string) => ['custom', 'needed'].map((part) => `Kustomization prod-shop.${name}.${part}`);
    expect(Object.fromEntries(sources)).toEqual({
      'prod-flux-system/app.prod-shop.pos.team': expect.arrayContaining(['HelmRelease prod-shop.pos', ...parts('pos')]),
      'prod-flux-system/app.prod-shop.till.team': parts('till'),
      'prod-shop/app.till.team': ['Kustomization till'],
    });
  });

  test('what it watches, includes and excludes, and its summary', () => {
    const { fleet } = notifiedFleet();
    fleet.notify('errors', {
      channel: ({ cluster }) => Channel.slack({ channel: cluster.name, secret: 'slack' }),
      severity: 'info',
      watch: [
        { kind: 'HelmRelease', name: 'redis' },
        { kind: 'Kustomization', matchLabels: { tier: 'one' } },
      ],
      inclusionList: ['^Helm'],
      exclusionList: ['(?i)succeeded'],
      summary: ({ environment }) => `of ${environment?.name ?? 'the cluster'}`,
      eventMetadata: { runbook: 'https://wiki.example.com/flux' },
      suspend: true,
    });
    const alert = alertsOf(fleet).find(({ namespace }) => namespace === 'prod-flux-system')!;
    expect(alert.provider.spec.channel).toBe('eu-1');
    expect(alert.spec).toEqual({
      providerRef: { name: 'fleet.errors' },
      eventSeverity: 'info',
      eventSources: [
        { kind: 'HelmRelease', name: 'redis' },
        { kind: 'Kustomization', name: '*', matchLabels: { tier: 'one' } },
      ],
      inclusionList: ['^Helm'],
      exclusionList: ['(?i)succeeded'],
      eventMetadata: {
        cluster: 'eu-1',
        environment: 'prod',
        runbook: 'https://wiki.example.com/flux',
        summary: 'of prod',
      },
      suspend: true,
    });
  });

  test('an info alert to a webhook leaves out reconciliations that changed nothing', () => {
    const { fleet } = notifiedFleet();
    const address = 'https://hooks.example.com';
    fleet.notify('all', { channel: Channel.generic({ address }), severity: 'info' });
    fleet.notify('chat', { channel: Channel.teams({ secret: 'teams' }), severity: 'info' });
    const lists = alertsOf(fleet)
      .filter(({ namespace }) => namespace === 'flux-system')
      .map(({ name, spec }) => [name, spec.exclusionList]);
    expect(lists).toEqual([
      ['fleet.all', ['^Reconciliation finished in ']],
      ['fleet.chat', undefined],
    ]);
  });

  test('statuses of commits have ids of cluster, environment and object, and only Kustomizations report success', () => {
    const { fleet } = notifiedFleet();
    const address = 'https://github.com/acme/fleet';
    fleet.notify('commits', { channel: Channel.githubCommitStatus({ address, secret: 'github' }) });
    const alerts = alertsOf(fleet);
    const rest =
      " + event.involvedObject.kind + '/' + event.involvedObject.namespace + '/' + event.involvedObject.name";
    expect(alerts.map(({ provider }) => provider.spec.commitStatusExpr).sort()).toEqual([
      `'eu-1/'${rest}`,
      `'eu-1/prod/'${rest}`,
      `'far/'${rest}`,
    ]);
    for (const alert of alerts) expect([alert.severity, watched(alert)]).toEqual(['info', ['Kustomization/*']]);
    expect(fleet.synthesize().warnings).toEqual([]);
  });

  test('the API version is that of the Flux on the cluster', () => {
    const versions = (['2.9', '2.10'] as const).map((flux) => {
      const { fleet } = notifiedFleet({ flux });
      fleet.notify('errors', { channel: slack });
      return alertsOf(fleet)[0]!.apiVersion;
    });
    expect(versions).toEqual(['notification.toolkit.fluxcd.io/v1beta3', 'notification.toolkit.fluxcd.io/v1']);
  });

  test('a cluster that is drained has none', () => {
    const fleet = newFleet();
    new Cluster(fleet, 'eu-1', { drained: true });
    fleet.notify('errors', { channel: slack });
    expect(fleet.synthesize().tree.paths.filter((path) => path.includes('notifications'))).toEqual([]);
  });

  test('no other file changes, except the lists and the rights of remote clusters', () => {
    const before = notifiedFleet().fleet.synthesize().tree;
    const { fleet } = notifiedFleet();
    fleet.notify('errors', { channel: slack });
    const after = fleet.synthesize().tree;
    expect(before.paths.filter((path) => before.get(path) !== after.get(path)).sort()).toEqual([
      'clusters/eu-1/kustomization.yaml',
      'clusters/eu-1/prod/kustomization.yaml',
      'clusters/eu-1/remotes/far.yaml',
    ]);
  });
});

describe('notify of clusters, groups and environments', () => {
  test('each reaches what it holds', () => {
    const fleet = newFleet();
    const edge = new ClusterGroup(fleet, 'edge');
    const one = new Cluster(fleet, 'one', { groups: [edge] });
    const two = new Cluster(fleet, 'two');
    const dev = new Environment(fleet, 'dev', { clusters: [one, two] });
    edge.notify('group', { channel: Channel.teams({ secret: 'a' }) });
    two.notify('cluster', { channel: Channel.teams({ secret: 'b' }) });
    dev.notify('environment', { channel: Channel.teams({ secret: 'c' }), placement: Placement.cluster('one') });
    expect(alertsOf(fleet).map(({ cluster, namespace, name }) => `${cluster} ${namespace}/${name}`)).toEqual([
      'one dev-flux-system/group.edge.group',
      'one dev-flux-system/environment.dev.environment',
      'one flux-system/group.edge.group',
      'two dev-flux-system/cluster.cluster',
      'two flux-system/cluster.cluster',
    ]);
  });

  test('an environment on a remote cluster is watched by the names of its own objects', () => {
    const { fleet, prod, far } = notifiedFleet();
    new Environment(fleet, 'dev', { clusters: [far] });
    prod.notify('pager', { channel: Channel.pagerDuty({ channel: 'R0UT1NG' }) });
    const alert = alertsOf(fleet).find(({ namespace }) => namespace === 'far');
    expect(watched(alert)).toContain('Kustomization/prod');
    expect(watched(alert)).toContain('HelmRelease/prod-redis');
    expect(watched(alert).filter((one) => /\*|dev/.test(one))).toEqual([]);
    expect(alert?.metadata).toEqual({ cluster: 'far', environment: 'prod' });
  });

  test('one of a preset is there once, although the cluster and its group have the preset', () => {
    const fleet = newFleet();
    const preset = new Preset(fleet, 'watched', {
      components: (scope) => void scope.notify('errors', { channel: slack }),
    });
    const edge = new ClusterGroup(fleet, 'edge', { presets: [preset] });
    new Cluster(fleet, 'one', { groups: [edge], presets: [preset] });
    expect(names(alertsOf(fleet))).toEqual(['flux-system/cluster.errors']);
  });
});

describe('notify of tenants and apps', () => {
  test('watches the own namespace, and in control namespaces the own objects', () => {
    const { fleet, web } = notifiedFleet();
    web.notify('team', { channel: Channel.slack({ secret: 'hook' }) });
    const alerts = alertsOf(fleet);
    expect(names(alerts)).toEqual([
      'far/tenant.prod-web.team',
      'prod-flux-system/tenant.prod-web.team',
      'prod-web/tenant.team',
    ]);
    const [control, own, remote] = ['prod-flux-system', 'prod-web', 'far'].map((wanted) =>
      alerts.find(({ namespace }) => namespace === wanted),
    );
    expect(watched(control)).toEqual([
      'HelmRelease/prod-web.cache',
      'Kustomization/prod-web.cache',
      'OCIRepository/prod-web.cache',
    ]);
    expect(watched(own)).toContain('Kustomization/*');
    expect(watched(remote)).toEqual([
      'GitRepository/prod-web',
      'HelmRelease/prod-web.cache',
      'Kustomization/prod-web.cache',
      'Kustomization/prod-web.shop',
      'OCIRepository/prod-web.cache',
    ]);
    expect([own, control].map((one) => one?.provider.spec.secretRef.name)).toEqual(['hook', 'prod-web.hook']);
    expect(own?.metadata).toEqual({ cluster: 'eu-1', environment: 'prod', tenant: 'web' });
  });

  test('of an app: that app alone', () => {
    const { fleet, shop, cache } = notifiedFleet();
    shop.notify('folder', { channel: Channel.teams({ secret: 'a' }) });
    cache.notify('chart', { channel: Channel.teams({ secret: 'b' }), kinds: ['HelmRelease'] });
    const found = alertsOf(fleet).map((one) => [`${one.namespace}/${one.name}`, watched(one), one.metadata.app]);
    expect(found.sort()).toEqual([
      ['far/app.prod-web.cache.chart', ['HelmRelease/prod-web.cache'], 'cache'],
      ['far/app.prod-web.shop.folder', ['Kustomization/prod-web.shop'], 'shop'],
      ['prod-flux-system/app.prod-web.cache.chart', ['HelmRelease/prod-web.cache'], 'cache'],
      ['prod-web/app.shop.folder', ['Kustomization/shop'], 'shop'],
    ]);
  });

  test('they wait for the namespaces of the tenant', () => {
    const { fleet, web } = notifiedFleet();
    web.notify('team', { channel: Channel.slack({ secret: 'hook' }) });
    const [kustomization] = objectsIn(fleet, 'clusters/eu-1/prod/notifications.yaml');
    expect(kustomization.metadata.name).toBe('web-notifications');
    expect(kustomization.spec.dependsOn).toEqual([{ name: 'web-access' }]);
  });

  test('a tenant without anything in a namespace has no Alert there', () => {
    const fleet = newFleet();
    new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'one')] });
    const web = new Tenant(fleet, 'web', { source: git });
    web.notify('team', { channel: Channel.slack({ secret: 'hook' }) });
    expect(alertsOf(fleet)).toEqual([]);
    new App(web, 'shop', { path: './shop' });
    expect(names(alertsOf(fleet))).toEqual(['dev-web/tenant.team']);
  });
});
