import { ApiObject } from 'cdk8s';
import { stringify } from 'yaml';
import { Cluster, Component, Fleet, HelmChart, Source } from 'cdk8s-flux-fleet';

/** A running fleet in one of the styles that are common in public, and the program that takes its place. */
export interface Style {
  readonly name: string;
  /** The cluster, and the folder that its root follows. */
  readonly cluster: string;
  readonly folder: string;
  /** The old repository. */
  readonly old: Readonly<Record<string, string>>;
  /** Other repositories by URL. */
  readonly others: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The fleet that takes its place. */
  readonly fleet: () => Fleet<Record<string, never>>;
  /** Old Kustomizations, as `namespace/name`, parents first. */
  readonly kustomizations: readonly string[];
  /** Clusters that this one's Flux deploys to, with the Secret of each in the old fleet, as `namespace/name`. */
  readonly remotes?: Readonly<Record<string, string>>;
  /** Old ResourceSets, as `namespace/name`. */
  readonly sets?: readonly string[];
  /** Number of HelmReleases of the old fleet. */
  readonly helmReleases: number;
  /** Helm releases that go to other HelmReleases. */
  readonly releases: readonly string[];
  /** Whether Flux lets no object refer to another namespace: most fleets that run for long are not locked down. */
  readonly lockdown?: true;
}

export const OLD_URL = 'https://git.example.com/acme/clusters';
export const FLEET_URL = 'https://git.example.com/acme/fleet';
const CHARTS = 'https://charts.example.com/stable';

export const file = (...objects: object[]): string => objects.map((object) => `---\n${stringify(object)}`).join('');
export const list = (...resources: string[]): string =>
  stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });

export const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
export const configMap = (name: string, space: string, data: Record<string, string>) => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: space }, data },
});
export const deployment = (name: string, space: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: space },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [{ name: 'main', image: `example.com/${name}:1`, resources: { limits: { memory: '64Mi' } } }],
      },
    },
  },
});
export const kustomization = (name: string, path: string, more: { metadata?: object; spec?: object } = {}) => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, namespace: 'flux-system', ...more.metadata },
  spec: {
    ...{ interval: '10m', path, prune: true, sourceRef: { kind: 'GitRepository', name: 'flux-system' } },
    ...more.spec,
  },
});
export const gitRepository = (name: string, space: string, url: string) => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name, namespace: space },
  spec: { interval: '1m', url, ref: { branch: 'main' } },
});
export const root = (folder: string) =>
  file(gitRepository('flux-system', 'flux-system', OLD_URL), kustomization('flux-system', `./${folder}`));
export const helmRepository = (name: string, space: string) => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'HelmRepository',
  metadata: { name, namespace: space },
  spec: { interval: '1h', url: CHARTS },
});
export const helmRelease = (name: string, space: string, spec: object = {}) => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name, namespace: space },
  spec: {
    interval: '30m',
    chart: { spec: { chart: 'podinfo', version: '6.x', sourceRef: { kind: 'HelmRepository', name: 'stable' } } },
    ...spec,
  },
});

export const chart = () => HelmChart.repository({ url: CHARTS, chart: 'podinfo', version: '6.x' });
export const newFleet = () =>
  new Fleet<Record<string, never>>({ name: 'acme', source: Source.git({ url: FLEET_URL, branch: 'main' }) });
/** A component with objects in a namespace that exists already. */
export const objects = (
  scope: Cluster<Record<string, never>> | Fleet<Record<string, never>>,
  name: string,
  space: string,
  ...all: object[]
) =>
  new Component(scope, name, {
    namespace: space,
    createNamespace: false,
    manifests: (into) =>
      all.forEach(
        (one, number) => new ApiObject(into, String(number), one as ConstructorParameters<typeof ApiObject>[2]),
      ),
  });
