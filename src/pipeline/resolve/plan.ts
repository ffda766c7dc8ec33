import { HealthCheck, HealthCheckExpression, ObjectSelector } from '../../flux/kustomize';
import { KubernetesObject } from '../../kubernetes/objects';
import { PolicyRule } from '../../kubernetes/rbac';
import { Bootstrap } from '../../features/bootstrap/bootstrap';
import { ConfigContent } from '../../features/app/config-data';
import { Images } from '../../features/delivery/image';
import { PolicyEngine } from '../../features/policies/policies';
import { SecretSpec } from '../../features/secret/secret';
import { DecryptionSpec } from '../../features/secret/decryption';
import { ChartSpec, SourceSpec } from '../../features/source/source';
import { BreakGlass, SourceVerification } from '../../features/tenant/props';
import { Versions } from '../../schema/version-props';
import { ConfigPlan, LayersPlan } from '../../features/config/plan';
import { PlainDefaults } from '../../features/site/defaults';
import { IsolationPlan } from '../../features/isolation/resolve';
import { SubjectPlan } from '../../features/explain/statements';

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
  /** What is written into Flux objects where nothing else says it; undefined for this library's own defaults. */
  readonly defaults?: PlainDefaults;
  /** The layers of configuration, by their names. */
  readonly layers: LayersPlan;
  /** What the program says of each component, tenant, release and app, and where, by name. */
  readonly statements: readonly SubjectPlan[];
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
  /** The layers of configuration that count here, with what functions make of them. */
  readonly config: ConfigPlan;
  /** What is written into Flux objects where nothing else says it; undefined where no preset says so. */
  readonly defaults?: PlainDefaults;
  /** Who installs Flux. */
  readonly bootstrap: Bootstrap;
  /** What keeps the tenants' rules at admission. */
  readonly policies: PolicyEngine;
  /** Accounts beside Flux's that may change tenants' fences, as `namespace/name`, sorted. */
  readonly trustedAccounts: readonly string[];
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
  /** The layers of configuration that count here, with what functions make of them. */
  readonly config: ConfigPlan;
  /** What is written into Flux objects where nothing else says it; undefined where no preset says so. */
  readonly defaults?: PlainDefaults;
  /** Components of the environment, by name. */
  readonly components: readonly ComponentPlan[];
  /** The tenants that are here, by name. */
  readonly tenants: readonly TenantPlan[];
  /** The tenants' Secrets, by tenant; beside the tenants, whose access does not depend on them. */
  readonly secrets: readonly TenantSecretsPlan[];
  /** The ConfigMaps that the tenants' apps need, by namespace. */
  readonly configs: readonly ConfigSpacePlan[];
}

/** A patch as plain data. */
export interface PatchPlan {
  /** Fields that are merged, or operations. */
  readonly patch: object;
  /** Which objects are patched; undefined for the one that the fields name. */
  readonly target?: ObjectSelector;
}

/** A folder of a repository or artifact. */
export interface FolderPlan {
  /** The folder within the source. */
  readonly path: string;
  /** Where it is; undefined for the source of the tenant. */
  readonly source?: SourceSpec;
  /** Namespace that every object is moved to; undefined for each object's own, and for apps, which have theirs. */
  readonly targetNamespace?: string;
  /** Variables that Flux replaces when it applies the folder; undefined for none. */
  readonly substitutions?: Readonly<Record<string, string>>;
  /** Images that are replaced; undefined for none. */
  readonly images?: Images;
  /** Changes to the folder's objects; undefined for none. */
  readonly patches?: readonly PatchPlan[];
}

/** A Helm release. */
export interface ReleasePlan {
  /** Helm's name of it. */
  readonly name: string;
  /** The chart. */
  readonly chart: ChartSpec;
  /** The chart's values; undefined for its own. */
  readonly values?: object;
  /** How CRDs are treated; undefined for the fleet's default. */
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';
  /** Images that are replaced in what the chart renders; undefined for none. */
  readonly images?: Images;
  /** Changes to what the chart renders; undefined for none. */
  readonly patches?: readonly PatchPlan[];
}

/** What a component or an app consists of at one place: one of a folder, a release and objects. */
export interface DeliveryPlan {
  /** The folder, for one in a repository or artifact. */
  readonly folder?: FolderPlan;
  /** The Helm release, for a chart. */
  readonly release?: ReleasePlan;
  /** The objects, for one in code, sorted by identity. */
  readonly objects?: readonly KubernetesObject[];
  /** Objects whose health counts; undefined for all. */
  readonly healthChecks?: readonly HealthCheck[];
  /** How the health of custom resources is read; undefined for their conditions. */
  readonly healthCheckExprs?: readonly HealthCheckExpression[];
}

/** One component at one place. */
export interface ComponentPlan extends DeliveryPlan {
  /** The component's name. */
  readonly name: string;
  /** Namespace of its objects. */
  readonly namespace: string;
  /** Whether the namespace is created with it. */
  readonly createNamespace: boolean;
  /** Names of the components of the same place that must be Ready first, sorted. */
  readonly dependsOn: readonly string[];
  /** The Secrets, by name; undefined for none. */
  readonly secrets?: readonly SecretSpec[];
  /** How encrypted files are opened: those among the Secrets, and those in the folder. */
  readonly decryption?: DecryptionSpec;
  /** Whether Flux deletes what leaves the component; undefined for what the fleet's defaults say. */
  readonly prune?: boolean;
}

/** One tenant in one environment on one cluster. */
export interface TenantPlan {
  /** The tenant's name. */
  readonly name: string;
  /** Groups of people who may look at the namespaces, sorted. */
  readonly owners: readonly string[];
  /** Further groups of people who may look, sorted. */
  readonly viewers: readonly string[];
  /** Groups of people who may look, restart, evict and scale, sorted. */
  readonly operators: readonly string[];
  /** Rights for an emergency; undefined for none. */
  readonly breakGlass?: BreakGlass;
  /** How to reach the tenant. */
  readonly contact?: string;
  /** Who pays. */
  readonly costCenter?: string;
  /** Secrets that pods pull images with, sorted. */
  readonly imagePullSecrets: readonly string[];
  /** Which accounts beside those of its folders the tenant has in the control namespace: for objects in code, for charts. */
  readonly accounts: ReadonlyArray<'objects' | 'charts'>;
  /** What the tenant's accounts may do, in the namespace of each. */
  readonly rules: readonly PolicyRule[];
  /** Rights on objects outside namespaces, by name of the grant. */
  readonly grants: readonly GrantPlan[];
  /** URLs that sources may have, or begin with where one ends with `/`, sorted. */
  readonly allowedSources: readonly string[];
  /** Charts that may be installed, sorted; undefined for all. */
  readonly allowedCharts?: readonly string[];
  /** Whether every source must carry a signature. */
  readonly verified: boolean;
  /** How the tenant is held apart. */
  readonly isolation: IsolationPlan;
  /** The tenant's namespaces here: the main one first, then the further ones and the releases, each by name. */
  readonly spaces: readonly SpacePlan[];
}

/** Rights of a tenant's account on objects outside namespaces, each by its name. */
export interface GrantPlan {
  /** The grant's name. */
  readonly name: string;
  /** API group. */
  readonly group: string;
  /** Plural name of the resource. */
  readonly resource: string;
  /** Names of the objects, sorted. */
  readonly objects: readonly string[];
  /** Why the tenant needs them. */
  readonly reason: string;
}

/** The ConfigMaps of one namespace of a tenant. */
export interface ConfigSpacePlan {
  /** The tenant's name. */
  readonly tenant: string;
  /** The namespace's name without the environment's prefix. */
  readonly name: string;
  /** Whether it is the tenant's main one. */
  readonly isMain: boolean;
  /** The namespace's name. */
  readonly namespace: string;
  /** The ConfigMaps, by name. */
  readonly configMaps: ReadonlyArray<{ readonly name: string } & ConfigContent>;
}

/** The Secrets of one tenant. */
export interface TenantSecretsPlan {
  /** The tenant's name. */
  readonly tenant: string;
  /** How its files are opened; undefined when none needs it. */
  readonly decryption?: DecryptionSpec;
  /** The namespaces that have Secrets, in the tenant's order. */
  readonly spaces: readonly SecretSpacePlan[];
}

/** The Secrets of one namespace of a tenant. */
export interface SecretSpacePlan {
  /** The namespace's name without the environment's prefix. */
  readonly name: string;
  /** Whether it is the tenant's main one. */
  readonly isMain: boolean;
  /** The namespace's name. */
  readonly namespace: string;
  /** The Secrets that are rendered, by name. */
  readonly secrets: readonly SecretSpec[];
}

/** One namespace of a tenant with what runs in it. */
export interface SpacePlan {
  /** The namespace's name. */
  readonly namespace: string;
  /** The release's name; undefined for the main line. */
  readonly release?: string;
  /** The further namespace's own part of its name; undefined for the main one and for releases. */
  readonly part?: string;
  /** Signatures that the source must carry; undefined for none. */
  readonly verify?: SourceVerification;
  /** Where the namespace's folders come from; undefined when each app says it itself. */
  readonly source?: SourceSpec;
  /** The apps, by name; among them the tenant's own chart, which goes by the tenant's name. */
  readonly apps: readonly AppPlan[];
  /** Names of the parts of that chart that are switched on, sorted; undefined without one. */
  readonly parts?: readonly string[];
}

/** One app at one place. */
export interface AppPlan extends DeliveryPlan {
  /** The app's name. */
  readonly name: string;
  /** How encrypted files in the folder are opened; undefined for not at all. */
  readonly decryption?: DecryptionSpec;
  /** Whether Flux deletes what leaves the app; undefined for what the fleet's defaults say. */
  readonly prune?: boolean;
  /** The apps of the same place that must be Ready first, by namespace and name. */
  readonly dependsOn: readonly AppReference[];
}

/** An app of the same environment and cluster. */
export interface AppReference {
  /** The app's name. */
  readonly name: string;
  /** The namespace that it is in. */
  readonly namespace: string;
  /** Whether it is a folder, whose Kustomization the tenant's account applies; others are units of dist. */
  readonly isFolder: boolean;
}
