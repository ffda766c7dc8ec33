import { CustomKind, DeployableKind } from '../../kubernetes/resources';
import type { Component, ComponentGroup } from '../component';
import { IsolationLevel, IsolationProps, NetworkPeer, Quota } from '../isolation';
import { Placement } from '../placement';
import { Secret, Decryption } from '../secret';
import { HelmChart, Source, SourceVerification } from '../source';
import { PerTarget, TenantTarget } from '../target';
import { UntilProps } from '../until';

/** Rights for an emergency, with a last day. */
export interface BreakGlass {
  /** Groups of people, of the clusters' identity provider. */
  readonly groups: readonly string[];

  /** Last day of the rights, as `2030-12-31`. After it, synthesis fails until the rights are removed. */
  readonly expires: string;

  /** The reason why the rights are needed; an annotation beside them records it. */
  readonly reason: string;
}

/** Options of a tenant that may differ by target and that overrides may set. */
export interface TenantSettings<C extends object> extends IsolationProps<C> {
  /**
   * The tenant's own repository or artifact, for each environment and cluster.
   *
   * @default - none: each app says what it consists of
   */
  readonly source?: PerTarget<Source, TenantTarget<C>>;

  /**
   * The tenant's own Helm chart. Each {@link App} of the tenant without a chart, path or manifests of its own is a part
   * of this chart. The chart's values switch each part on or off, `apps.<name>.enabled`, and hold the app's own values
   * beside it. So a change inside the tenant changes only one HelmRelease of the cluster.
   *
   * @default - none
   */
  readonly chart?: PerTarget<HelmChart, TenantTarget<C>>;

  /**
   * Values of the tenant's chart, in addition to those of its parts.
   *
   * @default - none
   */
  readonly values?: PerTarget<object, TenantTarget<C>>;

  /**
   * Whole name of a Flux object of the tenant: of the HelmRelease if the tenant has a chart of its own, else of the
   * Kustomization that applies its namespaces and rights. For a running cluster that is taken over, as `fluxName` of apps.
   *
   * @default - a name made of the tenant's and its place
   */
  readonly fluxName?: PerTarget<string, TenantTarget<C>>;

  /**
   * Namespace of the HelmRelease of the tenant's chart and of the chart's source: the tenant's main one, or the control
   * namespace. For a running cluster that is taken over, as `fluxNamespace` of apps.
   *
   * @default - the control namespace
   */
  readonly fluxNamespace?: PerTarget<string, TenantTarget<C>>;

  /**
   * Further namespaces, each named `<prefix><tenant>-<name>`, in addition to the main one, `<prefix><tenant>`. An app
   * chooses one with its `namespace`.
   *
   * @default - the main one alone
   */
  readonly namespaces?: PerTarget<readonly string[], TenantTarget<C>>;

  /**
   * Signatures that the tenant's sources must carry. With it, the cluster refuses sources that cannot be verified. Charts
   * give their own `verify`.
   *
   * @default - none
   */
  readonly verify?: PerTarget<SourceVerification, TenantTarget<C>>;

  /**
   * Isolation level of the tenant: it sets all of the isolation's settings, each of which can also be given by itself.
   *
   * @default standard
   */
  readonly isolation?: PerTarget<IsolationLevel, TenantTarget<C>>;

  /**
   * Further peers that may reach the tenant's pods. Another tenant must also list this one in its `allowEgressTo`.
   *
   * @default - nobody beyond `networkIngress`
   */
  readonly allowIngressFrom?: PerTarget<readonly NetworkPeer[], TenantTarget<C>>;

  /**
   * Further peers that the tenant's pods may reach. Another tenant must also list this one in its `allowIngressFrom`.
   *
   * @default - nobody beyond `networkEgress`
   */
  readonly allowEgressTo?: PerTarget<readonly NetworkPeer[], TenantTarget<C>>;

  /**
   * Deploys the tenant. With `false`, the target is left out as if the placement did not select it.
   *
   * @default true
   */
  readonly enabled?: PerTarget<boolean, TenantTarget<C>>;
}

/** Props of {@link Tenant}. */
export interface TenantProps<C extends object = Record<string, unknown>> extends TenantSettings<C>, UntilProps {
  /**
   * Main namespace, by its whole name. For teams that have one already, or whose charts expect it.
   *
   * @default - `<prefix><tenant>`
   */
  readonly namespace?: PerTarget<string, TenantTarget<C>>;

  /**
   * Name of the ServiceAccount in the tenant's namespaces that Flux acts as, for charts and repositories that name it
   * themselves. On a remote cluster, Flux looks for the account in the remote's namespace, where it has the name of the
   * tenant's namespace instead.
   *
   * @default - the tenant's name
   */
  readonly account?: string;

  /**
   * Groups of the clusters' identity provider that own the tenant; their members have read access to its namespaces.
   *
   * @default - nobody beyond the administrators
   */
  readonly owners?: readonly string[];

  /**
   * Further groups whose members have read access to the tenant's namespaces, except to Secrets.
   *
   * @default - none
   */
  readonly viewers?: readonly string[];

  /**
   * Groups whose members have read access, and may restart, evict and scale workloads.
   *
   * @default - none
   */
  readonly operators?: readonly string[];

  /**
   * Groups whose members may also change the tenant's objects and enter its pods, up to a last day.
   *
   * @default - nobody
   */
  readonly breakGlass?: BreakGlass;

  /**
   * Contact of the tenant, such as a mail address or a channel; an annotation of its namespaces.
   *
   * @default - not said
   */
  readonly contact?: string;

  /**
   * Cost center of the tenant: a label of its namespaces, by which cost tools group.
   *
   * @default - not said
   */
  readonly costCenter?: string;

  /**
   * Kinds that the tenant's repository may contain, such as `apps/Deployment`, or `{ group, kind, resource }` for those
   * of other products. The cluster refuses an object of another kind when Flux applies it.
   *
   * `edit` stands for the kinds of Kubernetes' role of that name, and `admin` for those of Flux as well, which Flux adds to
   * that role. Both leave out what would lift the tenant's bounds: Roles and RoleBindings, Endpoints, acting as other
   * accounts, and NetworkPolicies without `ownNetworkPolicies`. The Role in the tenant's namespaces lists each kind.
   *
   * @default - ConfigMap, PersistentVolumeClaim, Service, DaemonSet, Deployment, StatefulSet, HorizontalPodAutoscaler, CronJob, Job, Ingress, PodDisruptionBudget
   */
  readonly deploys?: ReadonlyArray<DeployableKind | CustomKind> | 'edit' | 'admin';

  /**
   * Allows the tenant to write NetworkPolicies. Each of them can only open its own namespaces further; the tenant
   * cannot change the policies that the fleet generates.
   *
   * @default false
   */
  readonly ownNetworkPolicies?: boolean;

  /**
   * Secrets of the main namespace; an app's own Secrets are given with the app. The platform applies them, as the
   * tenant's account has no rights on Secrets.
   *
   * @default - none
   */
  readonly secrets?: PerTarget<readonly Secret[], TenantTarget<C>>;

  /**
   * Decryption of the files among the Secrets of the tenant, its tracks and apps. Keys are the tenant's alone.
   *
   * @default - not at all: files that SOPS encrypted are refused
   */
  readonly decryption?: PerTarget<Decryption, TenantTarget<C>>;

  /**
   * Secrets with which the tenant's pods pull images: names of those that are in its namespaces anyway, or Secrets that are
   * placed in all of them, further ones and tracks included. The account `default` of each namespace names them.
   *
   * @default - those of the fleet's `imagePullSecrets` alone, which are used as well
   */
  readonly imagePullSecrets?: ReadonlyArray<string | Secret>;

  /**
   * URLs that Flux sources in the tenant's namespaces may have. An entry that ends with `/` allows every URL that
   * begins with it; any other allows exactly this URL. The URL of a bucket is `bucket://<endpoint>/<name>`.
   *
   * @default - the URLs of the tenant's own sources
   */
  readonly allowedSources?: readonly string[];

  /**
   * Charts that Helm releases in the tenant's namespaces may install from Helm repositories, Git repositories and buckets.
   *
   * @default - every chart of an allowed source
   */
  readonly allowedCharts?: readonly string[];

  /**
   * Total quota of the tenant in the whole fleet. It is split evenly over its namespaces on all clusters, except where
   * `quota` gives an amount of its own; the sum never exceeds the total.
   *
   * @default - no total
   */
  readonly totalQuota?: Quota;

  /**
   * Components and component groups that must be Ready before any app of the tenant: of the environment, the fleet, the
   * cluster's groups or the cluster. They must be placed wherever the tenant is.
   *
   * @default - none
   */
  // Waiting reads no configuration, so that helpers may be written for fleets of any.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly dependsOn?: ReadonlyArray<Component<any> | ComponentGroup<any>>;

  /**
   * The environments and clusters that have the tenant.
   *
   * @default - every cluster of every environment
   */
  readonly placement?: Placement;
}

/** Options of a release track that may differ by target and that overrides may set. */
export interface TenantTrackSettings<C extends object> {
  /** Source of the track's manifests, usually a branch of its own. */
  readonly source?: PerTarget<Source, TenantTarget<C>>;

  /**
   * Deploys the track.
   *
   * @default true
   */
  readonly enabled?: PerTarget<boolean, TenantTarget<C>>;
}

/** Props of {@link TenantTrack}. */
export interface TenantTrackProps<C extends object> extends TenantTrackSettings<C> {
  /** Source of the track's manifests, usually a branch of its own. */
  readonly source: PerTarget<Source, TenantTarget<C>>;

  /**
   * Secrets of the track's namespace. The Secrets of the tenant's main namespace are not copied there.
   *
   * @default - none
   */
  readonly secrets?: PerTarget<readonly Secret[], TenantTarget<C>>;

  /**
   * The environments and clusters of the tenant that have the track.
   *
   * @default - all of them
   */
  readonly placement?: Placement;
}
