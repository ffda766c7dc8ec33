import { Duration } from 'cdk8s';
import { KustomizePatch } from '../../flux/kustomize';
import { FluxInstanceSpec } from '../../flux/spec';
import { Quantity } from '../../kubernetes/quantity';

/** A controller of Flux. */
export type ControllerName = DefaultController | ExtraController;

/** A controller that Flux always has. */
export type DefaultController =
  'source-controller' | 'kustomize-controller' | 'helm-controller' | 'notification-controller';

/** A controller that Flux has on request. */
export type ExtraController = 'image-reflector-controller' | 'image-automation-controller' | 'source-watcher';

/** How one of Flux's controllers runs. Of the fleet and a cluster, the cluster's value wins, key by key. */
export interface ControllerSettings {
  /**
   * Objects of each kind that the controller works on at once. A Kustomization that waits for an unhealthy object holds
   * one of these workers until its timeout, so a controller with few workers lets broken apps hold back others.
   *
   * @default - for the kustomize- and helm-controller by the number of units on the cluster: 10 up to 100, 20 up to 500,
   * otherwise 40; the controller's own for others, and where `fluxInstance.size` is given
   */
  readonly concurrent?: number;

  /**
   * Time after which the controller looks again at an object that waits for another one.
   *
   * @default - 5 seconds for the kustomize- and helm-controller, the controller's own for others, and where
   * `fluxInstance.size` is given
   */
  readonly requeueDependency?: Duration;

  /**
   * Feature gates. Those that the controller's version lacks are refused, because it would not start with them.
   *
   * @default - CancelHealthCheckOnNewRevision of the kustomize-controller (Flux 2.7) and the helm-controller (Flux 2.8):
   * a new commit ends the wait for the old one
   */
  readonly featureGates?: Readonly<Record<string, boolean>>;

  /**
   * Other flags, without the leading dashes: `{ 'kube-api-qps': 200 }`. Those that hold tenants apart cannot be set.
   *
   * @default - none
   */
  readonly flags?: Readonly<Record<string, string | number | boolean>>;

  /**
   * Requested CPU and memory.
   *
   * @default - those of Flux's own manifests
   */
  readonly requests?: {
    /** Processors, such as `500m`. @default - unchanged */
    readonly cpu?: Quantity;
    /** Memory, such as `1Gi`. @default - unchanged */
    readonly memory?: Quantity;
  };

  /**
   * Limits of CPU and memory.
   *
   * @default - those of Flux's own manifests
   */
  readonly limits?: ControllerSettings['requests'];
}

/**
 * Shards of Flux: sets of controllers, by the label `sharding.fluxcd.io/key` of the objects that they reconcile. Each
 * Kustomization and HelmRelease goes to a shard by its own name and namespace, sources and what else fetches by the
 * namespace. So an object that comes or goes moves no other one, and a new shard only takes objects to itself.
 *
 * The controllers without a shard are still there, for the cluster's own source and for objects without the label. Take a
 * shard away in a commit that removes nothing else: what is deleted together with its controllers waits for them.
 */
export interface FluxShardingProps {
  /**
   * Names of the shards, of at most 35 characters. A map gives each a weight above 0: with `{ a: 2, b: 1 }` a gets two
   * thirds of the objects.
   */
  readonly shards: readonly string[] | Readonly<Record<string, number>>;

  /**
   * Where the artifacts of the shards' source-controllers are kept: `persistent` makes a volume for each, as
   * `fluxInstance.storage` says, which must be given then. Only for clusters with `operator`.
   *
   * @default - ephemeral, the node's disk
   */
  readonly storage?: NonNullable<FluxInstanceSpec['sharding']>['storage'];
}

/** Fields of the FluxInstance, for clusters with `bootstrap: 'operator'`. */
export interface FluxInstanceSettings {
  /**
   * Registry with the images of the controllers.
   *
   * @default ghcr.io/fluxcd
   */
  readonly registry?: string;

  /**
   * Secret in `flux-system` for that registry, by name.
   *
   * @default - none
   */
  readonly imagePullSecret?: string;

  /**
   * OCI artifact with the manifests of Flux, beginning with `oci://`.
   *
   * @default - the manifests that the operator brings
   */
  readonly artifact?: string;

  /**
   * Secret in `flux-system` for that artifact, by name.
   *
   * @default - none
   */
  readonly artifactPullSecret?: string;

  /**
   * Variant of the images.
   *
   * @default - the registry's own
   */
  readonly variant?: FluxInstanceSpec['distribution']['variant'];

  /**
   * The operator's set of workers, memory and caches for a number of apps: `small` for about 100, `medium` for about
   * 500, `large` for about 3,000.
   *
   * @default - none: workers by the number of units
   */
  readonly size?: NonNullable<FluxInstanceSpec['cluster']>['size'];

  /**
   * Kind of cluster.
   *
   * @default kubernetes
   */
  readonly type?: NonNullable<FluxInstanceSpec['cluster']>['type'];

  /**
   * Domain of the cluster's Services.
   *
   * @default cluster.local
   */
  readonly domain?: string;

  /**
   * Whether network policies keep others from the controllers.
   *
   * @default true
   */
  readonly networkPolicy?: boolean;

  /**
   * Volume for source-controller's artifacts, so that a restart does not fetch all of them again.
   *
   * @default - the node's disk
   */
  readonly storage?: FluxInstanceSpec['storage'];

  /**
   * Labels of everything that the operator installs.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Annotations of everything that the operator installs.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Installation of Flux. A cluster's own value wins over the fleet's. */
export interface BootstrapProps {
  /**
   * Installer of Flux, which decides how its controllers are locked down.
   *
   * - `external`: somebody else, who sets the flags that `lockdownPatches` lists. Only Flux's own source and
   *   Kustomization are generated.
   * - `gotk`: the files of `flux bootstrap`. `gotk-components.yaml`, which `flux install --export` writes, is listed
   *   beside them with patches that set the flags.
   * - `operator`: Flux Operator. A FluxInstance with `multitenant` is generated instead, from which the operator
   *   creates the rest.
   *
   * @default - the fleet's, else `external`
   */
  readonly bootstrap?: 'external' | 'gotk' | 'operator';

  /**
   * Controllers of Flux that it has beside the source-, kustomize-, helm- and notification-controller. Objects of other
   * controllers are refused where it is given, and with `operator`; `operator` installs them.
   *
   * @default - the fleet's, else none with `operator`, and unknown otherwise
   */
  readonly extraControllers?: ReadonlyArray<
    'image-reflector-controller' | 'image-automation-controller' | 'source-watcher'
  >;

  /**
   * How Flux's controllers run, by name. Only for clusters with `gotk` or `operator`: of an `external` Flux somebody
   * else sets the flags.
   *
   * @default - enough workers for the cluster's units, and health checks that a new commit ends
   */
  readonly controllers?: {
    /** Fetches sources. */
    readonly 'source-controller'?: ControllerSettings;
    /** Applies folders. */
    readonly 'kustomize-controller'?: ControllerSettings;
    /** Installs charts. */
    readonly 'helm-controller'?: ControllerSettings;
    /** Sends events, and takes those of others. */
    readonly 'notification-controller'?: ControllerSettings;
    /** Reads tags of images. */
    readonly 'image-reflector-controller'?: ControllerSettings;
    /** Commits tags of images. */
    readonly 'image-automation-controller'?: ControllerSettings;
    /** Splits and joins sources. */
    readonly 'source-watcher'?: ControllerSettings;
  };

  /**
   * Several controllers of a kind, each of which reconciles a share of the cluster's Flux objects. Only for clusters with
   * `gotk` or `operator`.
   *
   * @default - one of each, for all objects
   */
  readonly sharding?: FluxShardingProps;

  /**
   * Patches of Flux's own manifests, after those of the library. Only for clusters with `gotk` or `operator`. A
   * cluster's follow the fleet's.
   *
   * @default - none
   */
  readonly fluxPatches?: readonly KustomizePatch[];

  /**
   * Whether Flux itself stays on the cluster when its manifests leave the folder: the step before Flux Operator takes
   * over. Flux's own objects are marked against pruning. Only for clusters with `gotk`.
   *
   * @default false
   */
  readonly keepFlux?: boolean;

  /**
   * Fields of the FluxInstance. Only for clusters with `operator`.
   *
   * @default - the operator's own
   */
  readonly fluxInstance?: FluxInstanceSettings;
}
