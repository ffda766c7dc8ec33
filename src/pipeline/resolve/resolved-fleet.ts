import { Bootstrap } from '../../features/bootstrap';
import { ResolvedComponent } from '../../features/component';
import { ResolvedConfig, ResolvedLayers } from '../../features/config';
import { PlainDefaults } from '../../features/context';
import { ResolvedElement } from '../../features/explain';
import { PolicyEngine } from '../../features/policies';
import { SourceSpec } from '../../features/source';
import { ResolvedConfigSpace, ResolvedTenant, ResolvedTenantSecrets } from '../../features/tenant';
import { Versions } from '../../schema/version-props';

/**
 * The plan of a fleet: everything that the program says, for every place, as plain data. Rendering reads this and
 * never the constructs; so do explanations, graphs and reports.
 */
export interface ResolvedFleet {
  /** The fleet's name. */
  readonly name: string;
  /** The generated folder's path within the fleet's source, such as `./dist`. */
  readonly path: string;
  /** Where Flux reads the generated folder from. */
  readonly source: SourceSpec;
  /** What is written into Flux objects where nothing else says it; undefined for this library's own defaults. */
  readonly defaults?: PlainDefaults;
  /** The layers of configuration, by their names. */
  readonly layers: ResolvedLayers;
  /** What the program says of each component, tenant, track and app, and where, by name. */
  readonly statements: readonly ResolvedElement[];
  /** The clusters, by name. */
  readonly clusters: readonly ResolvedCluster[];
}

/** One cluster. */
export interface ResolvedCluster {
  /** The cluster's name. */
  readonly name: string;
  /** The versions that it runs. */
  readonly versions: Versions;
  /** The cluster whose Flux deploys to this one; undefined when it runs Flux itself. */
  readonly manager?: string;
  /** Secret with the kubeconfig that the manager uses; only with a manager. */
  readonly kubeConfig?: { readonly name: string; readonly key?: string };
  /** The layers of configuration that count here, with what functions make of them. */
  readonly config: ResolvedConfig;
  /** What is written into Flux objects where nothing else says it; undefined where no preset says so. */
  readonly defaults?: PlainDefaults;
  /** Who installs Flux. */
  readonly bootstrap: Bootstrap;
  /** What keeps the tenants' rules at admission. */
  readonly policies: PolicyEngine;
  /** Accounts beside Flux's that may change tenants' fences, as `namespace/name`, sorted. */
  readonly trustedAccounts: readonly string[];
  /** Components of the fleet, the cluster's groups and the cluster, by name. */
  readonly components: readonly ResolvedComponent[];
  /** The environments that the cluster carries, by name. */
  readonly environments: readonly ResolvedEnvironment[];
}

/** One environment on one cluster. */
export interface ResolvedEnvironment {
  /** The environment's name. */
  readonly name: string;
  /** Namespace of the environment's sources and Kustomizations, on a cluster that runs Flux. */
  readonly controlNamespace: string;
  /** Where Flux reads the environment's folder from. */
  readonly source: SourceSpec;
  /** The layers of configuration that count here, with what functions make of them. */
  readonly config: ResolvedConfig;
  /** What is written into Flux objects where nothing else says it; undefined where no preset says so. */
  readonly defaults?: PlainDefaults;
  /** Components of the environment, by name. */
  readonly components: readonly ResolvedComponent[];
  /** The tenants that are here, by name. */
  readonly tenants: readonly ResolvedTenant[];
  /** The tenants' Secrets, by tenant; beside the tenants, whose access does not depend on them. */
  readonly secrets: readonly ResolvedTenantSecrets[];
  /** The ConfigMaps that the tenants' apps need, by namespace. */
  readonly configs: readonly ResolvedConfigSpace[];
}
