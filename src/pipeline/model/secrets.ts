import { compare } from '../../core/order';
import { ResolvedFolder, sourcesOfFolder } from '../../features/delivery';
import { SecretSpec } from '../../features/secret';
import { ChartSpec } from '../../features/source';
import { sourcesOf } from '../render/sources';
import { ResolvedCluster, ResolvedFleet } from '../resolve/resolved-fleet';
import { ListedSecret } from './model';

/** Where the Secrets with credentials lie that Flux itself reads. */
type ControlPlace = Pick<ListedSecret, 'cluster' | 'namespace'>;

interface Delivered {
  readonly folder?: Pick<ResolvedFolder, 'artifact' | 'source'>;
  readonly release?: { readonly chart: ChartSpec };
}

/** Every Secret that the fleet makes or needs, by cluster and namespace. Names alone: no value is known here. */
export function listedSecrets(fleet: ResolvedFleet): ListedSecret[] {
  const found = new Map<string, ListedSecret>();
  for (const cluster of fleet.clusters) {
    for (const secret of [
      ...ofFlux(fleet, cluster),
      ...ofComponents(cluster),
      ...ofTenants(cluster),
      ...ofFlagger(cluster),
    ]) {
      const key = JSON.stringify([secret.cluster, secret.namespace, secret.name]);
      // The maker says more than the reader.
      const known = found.get(key);
      if (known === undefined || known.from === 'person')
        found.set(key, known && secret.from === 'person' ? known : secret);
    }
  }
  return [...found.values()].sort(
    (a, b) => compare(a.cluster, b.cluster) || compare(a.namespace, b.namespace) || compare(a.name, b.name),
  );
}

/** Credentials and keys that Flux needs, which a person gives. */
function* ofFlux(fleet: ResolvedFleet, cluster: ResolvedCluster): Generator<ListedSecret> {
  const whole = controlPlace(cluster, 'flux-system');
  const { source: own } = sourcesOf(fleet, cluster);
  yield* credentials(whole, own);
  if (cluster.standby) yield* credentials(whole, cluster.standby);
  if (cluster.manager !== undefined && cluster.kubeConfig !== undefined && 'name' in cluster.kubeConfig) {
    yield {
      ...whole,
      name: cluster.kubeConfig.name,
      from: 'person',
      for: `the kubeconfig of ${cluster.name}`,
    };
  }
  for (const component of cluster.components) {
    yield* ofDelivery(whole, component);
    yield* keys(whole, component.decryption?.secretName, `component ${component.name}`);
  }
  for (const environment of cluster.environments) {
    const place = controlPlace(cluster, environment.controlNamespace);
    yield* credentials(place, environment.source);
    if (environment.standby) yield* credentials(place, environment.standby);
    for (const component of environment.components) {
      yield* ofDelivery(place, component);
      yield* keys(place, component.decryption?.secretName, `component ${component.name}`);
    }
    for (const { tenant, decryption } of environment.secrets) {
      yield* keys(place, decryption?.secretName, `tenant ${tenant}`);
    }
    for (const tenant of environment.tenants) {
      for (const { source, apps } of tenant.spaces) {
        if (source) yield* credentials(place, source);
        for (const app of apps) {
          yield* ofDelivery(place, app);
          yield* keys(place, app.decryption?.secretName, `app ${tenant.name}/${app.name}`);
        }
      }
    }
  }
}

function controlPlace({ name, manager }: ResolvedCluster, namespace: string): ControlPlace {
  return manager === undefined ? { cluster: name, namespace } : { cluster: manager, namespace: name };
}

function* ofDelivery(place: ControlPlace, { folder, release }: Delivered): Generator<ListedSecret> {
  for (const one of sourcesOfFolder(folder)) yield* credentials(place, one);
  if (release) yield* credentials(place, release.chart.from === 'git' ? release.chart.source : release.chart);
}

function* credentials(
  place: ControlPlace,
  source: {
    readonly url: string;
    readonly secretName?: string;
    readonly certSecretName?: string;
    readonly proxySecretName?: string;
    readonly verify?: { readonly secretName?: string };
  },
): Generator<ListedSecret> {
  const { url, secretName, certSecretName, proxySecretName, verify } = source;
  const named = [
    [secretName, 'credentials of'],
    [certSecretName, 'certificates of'],
    [proxySecretName, 'the proxy in front of'],
    [verify?.secretName, 'keys that sign'],
  ] as const;
  for (const [name, what] of named) {
    if (name !== undefined) yield { ...place, name, from: 'person', for: `${what} ${url}` };
  }
}

function* keys(place: ControlPlace, name: string | undefined, reader: string): Generator<ListedSecret> {
  if (name !== undefined) yield { ...place, name, from: 'person', for: `keys that decrypt files of ${reader}` };
}

/** Secrets that components bring to the cluster itself. */
function* ofComponents({ name: cluster, components, environments }: ResolvedCluster): Generator<ListedSecret> {
  for (const component of [...components, ...environments.flatMap((one) => one.components)]) {
    for (const secret of component.secrets ?? []) {
      yield made(cluster, component.namespace, secret, `component ${component.name}`);
    }
  }
}

function* ofTenants({ name: cluster, environments }: ResolvedCluster): Generator<ListedSecret> {
  for (const { secrets } of environments) {
    for (const { tenant, spaces } of secrets) {
      for (const { namespace, secrets: own } of spaces) {
        for (const secret of own) yield made(cluster, namespace, secret, `tenant ${tenant}`);
      }
    }
  }
}

/** Secrets that Flagger reads beside the apps: credentials of metrics, and where alerts go. */
function* ofFlagger({ name: cluster, environments }: ResolvedCluster): Generator<ListedSecret> {
  for (const { tenant, app, namespace, templates = {}, alerts = {} } of environments.flatMap(
    ({ progressive = [] }) => progressive,
  )) {
    const place = { cluster, namespace, from: 'person' } as const;
    for (const [name, { secret }] of Object.entries(templates))
      if (secret !== undefined) yield { ...place, name: secret, for: `metric ${name} of app ${tenant}/${app}` };
    for (const [name, { secret }] of Object.entries(alerts))
      yield { ...place, name: secret, for: `alert ${name} of app ${tenant}/${app}` };
  }
}

function made(cluster: string, namespace: string, { name, from }: SecretSpec, reader: string): ListedSecret {
  return { cluster, namespace, name, from: from === 'existing' ? 'person' : from, for: reader };
}
