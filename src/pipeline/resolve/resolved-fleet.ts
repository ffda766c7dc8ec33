import { Bootstrap, ExtraController, ResolvedInstallation } from '../../features/bootstrap';
import { ResolvedWorkloadIdentity } from '../../features/cluster';
import { ResolvedComponent } from '../../features/component';
import { ResolvedConfig, ResolvedLayers } from '../../features/config';
import { PlainDefaults } from '../../features/context';
import { KubeConfigReference } from '../../features/control';
import { ResolvedElement } from '../../features/explain';
import { ResolvedNotification, ResolvedReceiver, ResolvedTenantNotifications } from '../../features/notification';
import { PolicyEngine } from '../../features/policies';
import type { ResolvedProgressive } from '../../features/progressive';
import { ResolvedProvision } from '../../features/provision';
import type { ResolvedScaleDown } from '../../features/scale-down';
import { SourceSpec } from '../../features/source';
import { ResolvedConfigSpace, ResolvedTenant, ResolvedTenantSecrets } from '../../features/tenant';
import { Versions } from '../../schema/version-props';

/**
 * The resolved fleet: every value for every target, as plain data. Rendering reads this and never the constructs; so do
 * explanations and reports.
 */
export interface ResolvedFleet {
  /** The fleet's name. */
  readonly name: string;
  /** The generated folder's path within the fleet's source, such as `./dist`. */
  readonly path: string;
  /** Source from which Flux reads the generated folder. */
  readonly source: SourceSpec;
  /** Whether some clusters or environments read another source, or some units are artifacts of their own. */
  readonly marksSources?: true;
  /** Default fields of Flux objects; undefined for the library's own defaults. */
  readonly defaults?: PlainDefaults;
  /** The layers of configuration, by name. */
  readonly layers: ResolvedLayers;
  /** The statements about each component, tenant, track and app with their locations, by name. */
  readonly statements: readonly ResolvedElement[];
  /** The clusters, by name. */
  readonly clusters: readonly ResolvedCluster[];
}

/** The part of the fleet that rendering one cluster reads. */
export type FleetGround = Omit<ResolvedFleet, 'clusters' | 'layers' | 'statements'>;

/** One cluster. */
export interface ResolvedCluster {
  /** The cluster's name. */
  readonly name: string;
  /** The versions on the cluster. */
  readonly versions: Versions;
  /** The cluster whose Flux deploys to this one; undefined if it runs Flux itself. */
  readonly manager?: string;
  /** Source from which Flux reads its folder; undefined for the fleet's. */
  readonly source?: SourceSpec;
  /** Source beside it, while the cluster goes over from one to the other. */
  readonly standby?: SourceSpec;
  /** The way that the manager takes to the cluster; only with a manager. */
  readonly kubeConfig?: KubeConfigReference;
  /** The workload identity by which Flux reaches it; undefined with a kubeconfig. */
  readonly workloadIdentity?: ResolvedWorkloadIdentity;
  /** The layers of configuration at this target, with the values that functions computed. */
  readonly config: ResolvedConfig;
  /** Default fields of Flux objects; undefined if no preset sets any here. */
  readonly defaults?: PlainDefaults;
  /** Who installs Flux. */
  readonly bootstrap: Bootstrap;
  /** Controllers of Flux beside the default ones; undefined for unknown, and on a remote cluster. */
  readonly extraControllers?: readonly ExtraController[];
  /** The program's statements about Flux's installation; undefined for none. */
  readonly installation?: ResolvedInstallation;
  /** Engine of the admission policies for tenants. */
  readonly policies: PolicyEngine;
  /** Whether every policy is written before a tenant of the cluster needs it; undefined for those that are needed. */
  readonly allPolicies?: true;
  /** Whether everything but access and policies is removed, as the cluster leaves the fleet. */
  readonly drained?: true;
  /** The clusters that Cluster API makes from here, by name. */
  readonly provisions: readonly ResolvedProvision[];
  /** The cluster from which Cluster API makes this one. */
  readonly provisionedBy?: string;
  /** Whether everything on the cluster stays when its Flux objects are deleted. */
  readonly handedOver?: true;
  /** Accounts beside Flux's that may change tenants' fences, as `namespace/name`, sorted. */
  readonly trustedAccounts: readonly string[];
  /** Notifications of the fleet, the cluster's groups and the cluster; undefined for none. */
  readonly notifications?: readonly ResolvedNotification[];
  /** Receivers of the fleet, the cluster's groups and the cluster; undefined for none. */
  readonly receivers?: readonly ResolvedReceiver[];
  /** Components of the fleet, the cluster's groups and the cluster, by name. */
  readonly components: readonly ResolvedComponent[];
  /** The environments on the cluster, by name. */
  readonly environments: readonly ResolvedEnvironment[];
}

/** One environment on one cluster. */
export interface ResolvedEnvironment {
  /** The environment's name. */
  readonly name: string;
  /** Namespace of the environment's sources and Kustomizations, on a cluster with Flux. */
  readonly controlNamespace: string;
  /** Source from which Flux reads the environment's folder. */
  readonly source: SourceSpec;
  /** Source beside it, while the environment goes over from one to the other. */
  readonly standby?: SourceSpec;
  /** Branch that it follows, where its artifacts are pushed from there. */
  readonly branch?: string;
  /** The layers of configuration at this target, with the values that functions computed. */
  readonly config: ResolvedConfig;
  /** Default fields of Flux objects; undefined if no preset sets any here. */
  readonly defaults?: PlainDefaults;
  /** Whether everything of it is removed but its control namespace, as it leaves the cluster. */
  readonly drained?: true;
  /** Whether tenants leave with it. */
  readonly tenantsLeave?: true;
  /** Whether everything of it stays when its Flux objects are deleted. */
  readonly handedOver?: true;
  /** Notifications at this target; undefined for none. On a remote cluster, those of the environment itself. */
  readonly notifications?: readonly ResolvedNotification[];
  /** Receivers at this target; undefined for none. */
  readonly receivers?: readonly ResolvedReceiver[];
  /** Notifications of its tenants and apps, by tenant; undefined for none. */
  readonly tenantNotifications?: readonly ResolvedTenantNotifications[];
  /** Components of the environment, by name. */
  readonly components: readonly ResolvedComponent[];
  /** The tenants at this target, by name. */
  readonly tenants: readonly ResolvedTenant[];
  /** The tenants' Secrets, by tenant; separate from the tenants, whose access does not depend on them. */
  readonly secrets: readonly ResolvedTenantSecrets[];
  /** The ConfigMaps that the tenants' apps need, by namespace. */
  readonly configs: readonly ResolvedConfigSpace[];
  /** Progressive delivery of the tenants' apps; undefined for none. */
  readonly progressive?: readonly ResolvedProgressive[];
  /** Workloads that run at certain times only, by tenant; undefined for none. */
  readonly scaleDowns?: readonly ResolvedScaleDown[];
}
