import { KubernetesObject } from '../kubernetes/objects';
import { ChartSpec, SourceSpec } from '../model/source';
import { Versions } from './versions';

/**
 * The plan of a fleet: everything that the program says, for every place, as plain data. Rendering reads this and
 * never the constructs; so do explanations, graphs and reports.
 */
export interface FleetPlan {
  /** The fleet's name. */
  readonly name: string;
  /** The generated folder's path within the fleet's source, such as `./dist`. */
  readonly path: string;
  /** Where Flux reads the generated folder from. */
  readonly source: SourceSpec;
  /** The clusters, by name. */
  readonly clusters: readonly ClusterPlan[];
}

/** One cluster. */
export interface ClusterPlan {
  /** The cluster's name. */
  readonly name: string;
  /** The versions that it runs. */
  readonly versions: Versions;
  /** The cluster whose Flux deploys to this one; undefined when it runs Flux itself. */
  readonly manager?: string;
  /** Secret with the kubeconfig that the manager uses; only with a manager. */
  readonly kubeConfig?: { readonly name: string; readonly key?: string };
  /** Components of the fleet, the cluster's groups and the cluster, by name. */
  readonly components: readonly ComponentPlan[];
  /** The environments that the cluster carries, by name. */
  readonly environments: readonly EnvironmentPlan[];
}

/** One environment on one cluster. */
export interface EnvironmentPlan {
  /** The environment's name. */
  readonly name: string;
  /** Namespace of the environment's sources and Kustomizations, on a cluster that runs Flux. */
  readonly controlNamespace: string;
  /** Where Flux reads the environment's folder from. */
  readonly source: SourceSpec;
  /** Components of the environment, by name. */
  readonly components: readonly ComponentPlan[];
  /** The tenants that are here, by name. */
  readonly tenants: readonly TenantPlan[];
}

/** One component at one place. */
export interface ComponentPlan {
  /** The component's name. */
  readonly name: string;
  /** Namespace of its objects. */
  readonly namespace: string;
  /** Whether the namespace is created with it. */
  readonly createNamespace: boolean;
  /** Names of the components of the same place that must be Ready first, sorted. */
  readonly dependsOn: readonly string[];
  /** The Helm release, for a component that is a chart. */
  readonly release?: { readonly name: string; readonly chart: ChartSpec; readonly values?: object };
  /** The objects, for a component in code, sorted by identity. */
  readonly objects?: readonly KubernetesObject[];
}

/** One tenant in one environment on one cluster. */
export interface TenantPlan {
  /** The tenant's name. */
  readonly name: string;
  /** Groups of people who may look at the namespaces, sorted. */
  readonly owners: readonly string[];
  /** Secrets that pods pull images with, sorted. */
  readonly imagePullSecrets: readonly string[];
  /** The tenant's namespaces here: the main line first, then the releases by name. */
  readonly spaces: readonly SpacePlan[];
}

/** One namespace of a tenant with what runs in it. */
export interface SpacePlan {
  /** The namespace's name. */
  readonly namespace: string;
  /** The release's name; undefined for the main line. */
  readonly release?: string;
  /** Where the namespace's manifests come from. */
  readonly source: SourceSpec;
  /** The apps, by name. */
  readonly apps: readonly AppPlan[];
}

/** One app at one place. */
export interface AppPlan {
  /** The app's name. */
  readonly name: string;
  /** Folder within the source. */
  readonly path: string;
  /** Variables that Flux replaces when it applies the app; undefined for none. */
  readonly substitutions?: Readonly<Record<string, string>>;
  /** Names of the apps of the same namespace that must be Ready first, sorted. */
  readonly dependsOn: readonly string[];
}
