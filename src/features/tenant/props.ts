import { CustomKind, DeployableKind } from '../../kubernetes/resources';
import { IsolationLevel, IsolationProps, NetworkPeer, Quota } from '../isolation';
import { Placement } from '../placement';
import { Secret, Decryption } from '../secret';
import { HelmChart, Source } from '../source';
import { PerTarget, TenantTarget } from '../target';

/** Rights for an emergency, until a day. */
export interface BreakGlass {
  /** Groups of people, of the clusters' identity provider. */
  readonly groups: readonly string[];

  /** Last day on which they hold, as `2030-12-31`. After it, synthesis fails until the rights are taken away. */
  readonly expires: string;

  /** Why they are needed; it is written beside them. */
  readonly reason: string;
}

/** Who must have signed what a source holds. */
export interface SourceVerification {
  /**
   * Secret with the trusted public keys, in the tenant's namespaces. A Git repository always needs it.
   *
   * @default - none: `identities` are trusted
   */
  readonly secretName?: string;

  /**
   * What of a Git repository must be signed.
   *
   * @default HEAD
   */
  readonly mode?: 'HEAD' | 'Tag' | 'TagAndHEAD';

  /**
   * What signs OCI artifacts.
   *
   * @default cosign
   */
  readonly provider?: 'cosign' | 'notation';

  /**
   * Whose keyless signatures of OCI artifacts count: patterns (RE2) of the identity's issuer and subject.
   *
   * @default - none: the keys of `secretName` count
   */
  readonly identities?: ReadonlyArray<{ readonly issuer: string; readonly subject: string }>;
}

/** What of a tenant may differ by place and may be overridden for some. */
export interface TenantSettings<C extends object> extends IsolationProps<C> {
  /**
   * The tenant's own repository or artifact, for each environment and cluster.
   *
   * @default - none: each app says what it consists of
   */
  readonly source?: PerTarget<Source, TenantTarget<C>>;

  /**
   * The tenant's own Helm chart. It has a part for each {@link App} of the tenant that says nothing else of what it
   * consists of, and its values switch each on or off: `apps.<name>.enabled`, beside the app's own values. So a change
   * inside the tenant changes nothing of the cluster but one HelmRelease.
   *
   * @default - none
   */
  readonly chart?: PerTarget<HelmChart, TenantTarget<C>>;

  /**
   * Values of the tenant's chart, beside those of its parts.
   *
   * @default - none
   */
  readonly values?: PerTarget<object, TenantTarget<C>>;

  /**
   * Further namespaces, each named `<prefix><tenant>-<name>`, beside the main one, `<prefix><tenant>`. An app says in
   * which one it is.
   *
   * @default - the main one alone
   */
  readonly namespaces?: PerTarget<readonly string[], TenantTarget<C>>;

  /**
   * Signatures that the tenant's sources must carry. Sources that cannot be verified are refused by the cluster then.
   *
   * @default - none
   */
  readonly verify?: PerTarget<SourceVerification, TenantTarget<C>>;

  /**
   * How much the tenant is held apart: a bundle of the lines below, each of which can be given by itself.
   *
   * @default standard
   */
  readonly isolation?: PerTarget<IsolationLevel, TenantTarget<C>>;

  /**
   * Who else reaches the tenant's pods. Another tenant has to say so in its `allowEgressTo`.
   *
   * @default - nobody beyond `networkIngress`
   */
  readonly allowIngressFrom?: PerTarget<readonly NetworkPeer[], TenantTarget<C>>;

  /**
   * Whom else the tenant's pods reach. Another tenant has to say so in its `allowIngressFrom`.
   *
   * @default - nobody beyond `networkEgress`
   */
  readonly allowEgressTo?: PerTarget<readonly NetworkPeer[], TenantTarget<C>>;

  /**
   * Whether the tenant is there at all. Where it is not, it is as if its placement left the place out.
   *
   * @default true
   */
  readonly enabled?: PerTarget<boolean, TenantTarget<C>>;
}

/** Props of {@link Tenant}. */
export interface TenantProps<C extends object> extends TenantSettings<C> {
  /**
   * Groups of the clusters' identity provider that the tenant belongs to; their members may look at its namespaces.
   *
   * @default - nobody beyond the administrators
   */
  readonly owners?: readonly string[];

  /**
   * Further groups whose members may look at the tenant's namespaces, Secrets apart.
   *
   * @default - none
   */
  readonly viewers?: readonly string[];

  /**
   * Groups whose members may look, and restart, evict and scale what runs.
   *
   * @default - none
   */
  readonly operators?: readonly string[];

  /**
   * Groups whose members may, until a day, also change what the tenant deploys and get into its pods.
   *
   * @default - nobody
   */
  readonly breakGlass?: BreakGlass;

  /**
   * How to reach the tenant, such as a mail address or a channel. An annotation of its namespaces.
   *
   * @default - not said
   */
  readonly contact?: string;

  /**
   * Who pays: a label of the tenant's namespaces, which tools for costs sum by.
   *
   * @default - not said
   */
  readonly costCenter?: string;

  /**
   * Kinds that the tenant's repository may hold, such as `apps/Deployment`, or `{ group, kind, resource }` for those of
   * other products. An object of another kind is refused by the cluster when Flux applies it.
   *
   * @default - ConfigMap, PersistentVolumeClaim, Service, DaemonSet, Deployment, StatefulSet, HorizontalPodAutoscaler, CronJob, Job, Ingress, PodDisruptionBudget
   */
  readonly deploys?: ReadonlyArray<DeployableKind | CustomKind>;

  /**
   * Whether the tenant may write NetworkPolicies. Every one of them opens its own namespaces a little more, and only the
   * policies made here stay untouchable.
   *
   * @default false
   */
  readonly ownNetworkPolicies?: boolean;

  /**
   * Secrets of the main namespace. An app's own come with the app. The platform applies them: the tenant's account has no
   * rights on Secrets.
   *
   * @default - none
   */
  readonly secrets?: PerTarget<readonly Secret[], TenantTarget<C>>;

  /**
   * How files among the Secrets of the tenant, its tracks and apps are opened. Keys are the tenant's alone.
   *
   * @default - not at all: files that SOPS encrypted are refused
   */
  readonly decryption?: PerTarget<Decryption, TenantTarget<C>>;

  /**
   * Secrets in the tenant's namespaces that its pods pull images with.
   *
   * @default - none
   */
  readonly imagePullSecrets?: readonly string[];

  /**
   * URLs that Flux sources in the tenant's namespaces may have: exactly this one, or beginning with it when it ends with
   * `/`. A bucket's is `bucket://<endpoint>/<name>`.
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
   * What the tenant may use in the whole fleet. Split evenly over its namespaces on all clusters, except where `quota`
   * gives an amount of its own; the sum never exceeds it.
   *
   * @default - no total
   */
  readonly totalQuota?: Quota;

  /**
   * Which environments and clusters the tenant is in.
   *
   * @default - every cluster of every environment
   */
  readonly placement?: Placement;
}

/** What of a release track may differ by place and may be overridden for some. */
export interface TenantTrackSettings<C extends object> {
  /** Where the track's manifests come from, usually a branch of its own. */
  readonly source?: PerTarget<Source, TenantTarget<C>>;

  /**
   * Whether the track is there at all.
   *
   * @default true
   */
  readonly enabled?: PerTarget<boolean, TenantTarget<C>>;
}

/** Props of {@link TenantTrack}. */
export interface TenantTrackProps<C extends object> extends TenantTrackSettings<C> {
  /** Where the track's manifests come from, usually a branch of its own. */
  readonly source: PerTarget<Source, TenantTarget<C>>;

  /**
   * Secrets of the track's namespace, which has none of the tenant's main one.
   *
   * @default - none
   */
  readonly secrets?: PerTarget<readonly Secret[], TenantTarget<C>>;

  /**
   * Which of the tenant's environments and clusters have the track.
   *
   * @default - all of them
   */
  readonly placement?: Placement;
}
