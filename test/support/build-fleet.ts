import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  App,
  DeliverySettings,
  Cluster,
  ClusterGroup,
  Component,
  ComponentProps,
  Environment,
  Fleet,
  HelmChart,
  PartialConfig,
  Placement,
  Preset,
  Source,
  Target,
  Tenant,
  TenantTrack,
  TenantTarget,
  unset,
} from '../../src';
import { ComponentScope } from '../../src/features/component/component';
import { PlacementSpec } from '../../src/features/placement';
import type {
  AppDescription,
  ComponentDescription,
  ConfigDescription,
  FleetDescription,
  PresetDescription,
  Site,
  SpaceDescription,
  TenantDescription,
} from './random-fleet';

/** One statement of a program, and the statements that must come before it. */
interface Statement {
  readonly id: string;
  readonly needs: readonly string[];
  readonly run: () => Construct | void;
}

/** What statements made, by their ids. */
export class Built {
  private readonly made = new Map<string, Construct>();

  constructor(public readonly fleet: Fleet<Site>) {
    this.made.set('fleet', fleet);
  }

  public get<T extends Construct>(id: string): T {
    return this.made.get(id) as T;
  }

  public run({ id, run }: Statement): void {
    const construct = run();
    if (construct) this.made.set(id, construct);
  }
}

/**
 * The fleet of a description, its statements in the order that a number stands for.
 *
 * @param source in place of the description's
 */
export function buildFleet(description: FleetDescription, order = 0, outdir?: string, source?: Source): Built {
  const fleet = new Fleet<Site>({
    name: 'random',
    source: source ?? fleetSource(description),
    ...(source ? { extraControllers: ['source-watcher'] as const } : {}),
    path: description.path,
    config: { region: 'nowhere', nested: { replicas: 1 }, zones: ['z'] },
    ...(outdir === undefined ? {} : { outdir }),
  });
  const built = new Built(fleet);
  const done = new Set(['fleet']);
  let waiting = shuffled(statementsOf(description, built), order);
  while (waiting.length > 0) {
    const next = waiting.find(({ needs }) => needs.every((need) => done.has(need)))!;
    built.run(next);
    done.add(next.id);
    waiting = waiting.filter((statement) => statement !== next);
  }
  return built;
}

function fleetSource({ source }: FleetDescription): Source {
  return source === 'git'
    ? Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main', secretName: 'fleet-login' })
    : Source.oci({ url: 'oci://registry.example.com/acme/fleet', tag: 'latest' });
}

/** The same items in another order, decided by `seed`; zero leaves them as they are. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  if (seed === 0) return result;
  let state = seed;
  for (let last = result.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

export function placementOf(spec: PlacementSpec): Placement {
  switch (spec.op) {
    case 'everywhere':
    case 'nowhere':
      return Placement[spec.op]();
    case 'environment':
    case 'cluster':
    case 'group':
      return Placement[spec.op](spec.name);
    case 'labels':
      return Placement.labels(spec.selector);
    case 'environment-labels':
      return Placement.environmentLabels(spec.selector);
    case 'not':
      return placementOf(spec.of).not();
    case 'and':
    case 'or':
      return placementOf(spec.of[0]!)[spec.op](...spec.of.slice(1).map(placementOf));
  }
}

function placed(placement: PlacementSpec | undefined): { placement?: Placement } {
  return placement ? { placement: placementOf(placement) } : {};
}

function statementsOf(description: FleetDescription, built: Built): Statement[] {
  const { fleet } = built;
  const from = <T extends Construct>(kind: string, names: readonly string[]) =>
    names.map((name) => built.get<T>(`${kind} ${name}`));
  const ids = (kind: string, names: readonly string[]) => names.map((name) => `${kind} ${name}`);
  return [
    ...description.presets.map((preset) => ({
      ...{ id: `preset ${preset.name}`, needs: [] },
      run: () => presetOf(preset, fleet),
    })),
    ...description.groups.map(({ name, config, labels, presets }) => ({
      ...{ id: `group ${name}`, needs: ids('preset', presets) },
      run: () =>
        new ClusterGroup(fleet, name, {
          ...{ config: configOf(config), labels, presets: from<Preset<Site>>('preset', presets) },
        }),
    })),
    ...description.clusters.map(({ name, config, labels, groups, presets, managedBy, secret }) => ({
      id: `cluster ${name}`,
      needs: [...[...ids('group', groups), ...ids('preset', presets)], ...(managedBy ? [`cluster ${managedBy}`] : [])],
      run: () =>
        new Cluster(fleet, name, {
          ...{ config: configOf(config), labels, groups: from<ClusterGroup<Site>>('group', groups) },
          presets: from<Preset<Site>>('preset', presets),
          ...(managedBy ? { managedBy: built.get<Cluster<Site>>(`cluster ${managedBy}`) } : {}),
          ...(secret ? { kubeConfig: { name: secret, key: 'value' } } : {}),
        }),
    })),
    ...description.environments.map(({ name, clusters, presets, prefix, branch, config }) => ({
      ...{ id: `environment ${name}`, needs: [...ids('cluster', clusters), ...ids('preset', presets)] },
      run: () =>
        new Environment(fleet, name, {
          clusters: from<Cluster<Site>>('cluster', clusters),
          presets: from<Preset<Site>>('preset', presets),
          config: configOf(config),
          ...(prefix === undefined ? {} : { prefix }),
          ...(branch === undefined ? {} : { branch }),
        }),
    })),
    ...description.components.map((component) => componentStatement(component, built)),
    ...description.tenants.flatMap((tenant) => tenantStatements(tenant, built)),
  ];
}

function configOf({ made = [], ...plain }: ConfigDescription): PartialConfig<Site> {
  const nested = {
    ...plain.nested,
    ...(made.includes('replicas') ? { replicas: (below: Site) => below.nested.replicas * 2 } : {}),
    ...(made.includes('note') ? { note: (_: Site, { region, zones }: Site) => `${region} ${zones.join()}` } : {}),
  };
  return {
    ...plain,
    ...(made.includes('region') ? { region: (below: Site) => `${below.region}x` } : {}),
    ...(made.includes('no port') ? { port: unset } : {}),
    ...(Object.keys(nested).length > 0 ? { nested } : {}),
  };
}

function presetOf({ name, config, labels, pods, component }: PresetDescription, fleet: Fleet<Site>): Preset<Site> {
  return new Preset(fleet, name, {
    ...{ config: configOf(config), labels },
    ...(pods === undefined ? {} : { tenants: { quota: { pods } } }),
    components: (scope) => {
      if (!component) return;
      // In an environment without a prefix it would have the namespace of the cluster's own.
      const suffix = scope instanceof Environment ? `-${scope.name}` : '';
      new Component<Site>(scope, `k${name}${suffix}`, {
        manifests: (chart, target) => {
          new ApiObject(chart, 'settings', configMap(name, { note: target.config.region }));
        },
      });
    },
  });
}

function componentStatement(component: ComponentDescription, built: Built): Statement {
  const { name, scope, dependsOn, placement } = component;
  return {
    ...{ id: `component ${name}`, needs: [scope, ...dependsOn.map((other) => `component ${other}`)] },
    run: () =>
      new Component<Site>(built.get<ComponentScope<Site> & Construct>(scope), name, {
        ...contentOf(component),
        ...(component.shared ? { namespace: 'shared', createNamespace: false } : {}),
        ...placed(placement),
        dependsOn: dependsOn.map((other) => built.get<Component<Site>>(`component ${other}`)),
      }),
  };
}

function contentOf({ name, kind, clusterRole }: ComponentDescription): Partial<ComponentProps<Site>> {
  const url = 'https://charts.example.com/acme';
  const values = ({ config, environment }: Target<Site>) => ({
    replicas: config.nested.replicas,
    ...('port' in config ? { port: config.port } : {}),
    host: `${environment?.name ?? 'all'}.${config.region}`,
  });
  switch (kind) {
    case 'manifests':
      return {
        manifests: (chart, target) => {
          new ApiObject(chart, 'settings', configMap(`${name}-settings`, { region: target.config.region }));
          new ApiObject(chart, 'cluster', configMap(`${name}-cluster`, { zones: target.config.zones.join(' ') }));
          if (clusterRole) clusterRoleOf(chart, `${name}-${target.environment?.name ?? 'cluster'}`);
        },
      };
    case 'repository':
      return {
        chart: HelmChart.repository({ url, chart: 'web', version: '1.2.3' }),
        values,
        releaseName: `${name}-release`,
      };
    case 'oci':
      return {
        chart: ({ config }) => HelmChart.oci({ url: `oci://charts.example.com/${config.region}`, version: '2.x' }),
        values,
      };
    case 'git':
      return { chart: HelmChart.git({ url, branch: 'main', path: './charts/web' }) };
  }
}

function configMap(name: string, data: Record<string, string>) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

function clusterRoleOf(chart: Chart, name: string): void {
  new ApiObject(chart, 'role', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name } });
}

function sourceOf(kind: SpaceDescription['source'], name: string) {
  const git = (branch: string) => Source.git({ url: `https://git.example.com/acme/${name}`, branch });
  switch (kind) {
    case 'git':
      return git('main');
    case 'oci':
      return Source.oci({ url: `oci://registry.example.com/${name}`, semver: '>=1.0.0', secretName: 'login' });
    case 'target':
      return ({ environment, cluster }: TenantTarget<Site>) => git(`${environment.name}/${cluster.name}`);
  }
}

function tenantStatements(tenant: TenantDescription, built: Built): Statement[] {
  const { name, owners, imagePullSecrets, source, placement, releases } = tenant;
  const id = `tenant ${name}`;
  return [
    {
      ...{ id, needs: [] },
      run: () =>
        new Tenant(built.fleet, name, {
          source: sourceOf(source, name),
          owners,
          imagePullSecrets,
          ...placed(placement),
        }),
    },
    ...appStatements(id, tenant.apps, built),
    ...releases.flatMap((release) => [
      {
        ...{ id: `${id} release ${release.name}`, needs: [id] },
        run: () =>
          new TenantTrack(built.get<Tenant<Site>>(id), release.name, {
            source: sourceOf(release.source, name),
            ...placed(release.placement),
          }),
      },
      ...appStatements(`${id} release ${release.name}`, release.apps, built),
    ]),
  ];
}

function appStatements(space: string, apps: readonly AppDescription[], built: Built): Statement[] {
  return apps.flatMap((app) => {
    const id = `${space} app ${app.name}`;
    const dependsOn = app.dependsOn.map((other) => `${space} app ${other}`);
    return [
      {
        ...{ id, needs: [space, ...dependsOn] },
        run: () =>
          new App(built.get<Tenant<Site> | TenantTrack<Site>>(space), app.name, {
            ...settingsOf(app),
            ...placed(app.placement),
            dependsOn: dependsOn.map((other) => built.get<App<Site>>(other)),
          }),
      },
      ...app.overrides.map(({ what, placement }) => ({
        ...{ id: `${id} override ${what}`, needs: [id] },
        run: () => built.get<App<Site>>(id).override(placementOf(placement), overrideOf(app, what)),
      })),
    ];
  });
}

function settingsOf({ name, path, substitutions, enabled }: AppDescription): DeliverySettings<TenantTarget<Site>> {
  return {
    path: {
      static: `./${name}`,
      cluster: clusterPath,
      config: ({ config }: TenantTarget<Site>) => `./${config.region}`,
    }[path],
    ...(substitutions === 'none' ? {} : { substitutions: substitutions === 'static' ? { A: '1' } : variables }),
    ...(enabled === 'always' ? {} : { enabled: ({ config }: TenantTarget<Site>) => 'port' in config }),
  };
}

const clusterPath = ({ cluster }: TenantTarget<Site>) => `./clusters/${cluster.name}`;

const variables = ({ config, environment, tenant }: TenantTarget<Site>) => ({
  REPLICAS: String(config.nested.replicas),
  WHO: `${environment.prefix}${tenant.name}`,
});

function overrideOf(
  { name }: AppDescription,
  what: AppDescription['overrides'][number]['what'],
): Partial<DeliverySettings<TenantTarget<Site>>> {
  if (what === 'path') return { path: `./overrides/${name}` };
  return what === 'enabled' ? { enabled: false } : { substitutions: { A: '2', REPLICAS: 'many' } };
}
