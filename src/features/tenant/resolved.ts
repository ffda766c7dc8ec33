import { PolicyRule } from '../../kubernetes/rbac';
import type { ResolvedDependencies } from '../component';
import { ResolvedDelivery } from '../delivery';
import { ResolvedIsolation } from '../isolation';
import { DecryptionSpec, SecretSpec } from '../secret';
import { SourceSpec, SourceVerification } from '../source';
import { ConfigContent } from './config-data';
import { BreakGlass } from './props';

/** One tenant in one environment on one cluster. */
export interface ResolvedTenant {
  /** The tenant's name. */
  readonly name: string;
  /** Name of its account in its namespaces; undefined for the tenant's name. */
  readonly account?: string;
  /** Name of the Kustomization that applies its namespaces; undefined for one that is made of its name. */
  readonly fluxName?: string;
  /** Groups that own the tenant, with read access to its namespaces, sorted. */
  readonly owners: readonly string[];
  /** Further groups with read access, sorted. */
  readonly viewers: readonly string[];
  /** Groups with read access that may restart, evict and scale, sorted. */
  readonly operators: readonly string[];
  /** Rights for an emergency; undefined for none. */
  readonly breakGlass?: BreakGlass;
  /** Contact of the tenant. */
  readonly contact?: string;
  /** Cost center of the tenant. */
  readonly costCenter?: string;
  /** Names of the Secrets with which pods pull images, sorted. */
  readonly imagePullSecrets: readonly string[];
  /**
   * The tenant's accounts in the control namespace, in addition to those of its folders: for objects in code, for
   * charts.
   */
  readonly accounts: ReadonlyArray<'objects' | 'charts'>;
  /** Rights of the tenant's accounts, each in its namespace. */
  readonly rules: readonly PolicyRule[];
  /** Rights on objects outside namespaces, by name of the grant. */
  readonly grants: readonly ResolvedGrant[];
  /** URLs that sources may have, sorted; one that ends with `/` is a prefix. */
  readonly allowedSources: readonly string[];
  /** Charts that may be installed, sorted; undefined for all. */
  readonly allowedCharts?: readonly string[];
  /** True if every source must carry a signature. */
  readonly verified: boolean;
  /** Isolation of the tenant. */
  readonly isolation: ResolvedIsolation;
  /** The tenant's namespaces at this target: the main one, then the further ones by name, then the tracks by name. */
  readonly spaces: readonly ResolvedSpace[];
}

/** Rights of a tenant's account on cluster-scoped objects, each named. */
export interface ResolvedGrant {
  /** The grant's name. */
  readonly name: string;
  /** API group. */
  readonly group: string;
  /** Plural name of the resource. */
  readonly resource: string;
  /** Names of the objects, sorted. */
  readonly objects: readonly string[];
  /** The reason why the tenant needs the rights. */
  readonly reason: string;
}

/** The ConfigMaps of one namespace of a tenant. */
export interface ResolvedConfigSpace {
  /** The tenant's name. */
  readonly tenant: string;
  /** The namespace's name without the environment's prefix. */
  readonly name: string;
  /** True for the tenant's main namespace. */
  readonly isMain: boolean;
  /** The namespace's name. */
  readonly namespace: string;
  /** The ConfigMaps, by name. */
  readonly configMaps: ReadonlyArray<{ readonly name: string } & ConfigContent>;
}

/** The Secrets of one tenant. */
export interface ResolvedTenantSecrets {
  /** The tenant's name. */
  readonly tenant: string;
  /** Decryption of its files; undefined if the tenant gives none. */
  readonly decryption?: DecryptionSpec;
  /** The namespaces that have Secrets, in the tenant's order. */
  readonly spaces: readonly ResolvedSecretSpace[];
}

/** The Secrets of one namespace of a tenant. */
export interface ResolvedSecretSpace {
  /** The namespace's name without the environment's prefix. */
  readonly name: string;
  /** True for the tenant's main namespace. */
  readonly isMain: boolean;
  /** The namespace's name. */
  readonly namespace: string;
  /** The Secrets that are rendered, by name. */
  readonly secrets: readonly SecretSpec[];
}

/** One namespace of a tenant with its apps. */
export interface ResolvedSpace {
  /** The namespace's name. */
  readonly namespace: string;
  /** The release track's name; undefined for the main line. */
  readonly track?: string;
  /** Name of a further namespace, as the tenant lists it; undefined for the main one and for tracks. */
  readonly part?: string;
  /** Signatures that the source must carry; undefined for none. */
  readonly verify?: SourceVerification;
  /** Source of the namespace's folders; undefined if each app has its own. */
  readonly source?: SourceSpec;
  /** The apps, by name. The tenant's own chart is one of them, under the tenant's name. */
  readonly apps: readonly ResolvedApp[];
  /** Names of the enabled parts of the tenant's own chart, sorted; undefined without a chart. */
  readonly parts?: readonly string[];
  /** Why the namespace may be deleted, once its removal is declared; undefined while it stays. */
  readonly leaving?: string;
}

/** One app at one target. */
export interface ResolvedApp extends ResolvedDelivery {
  /** The app's name. */
  readonly name: string;
  /** Decryption of files in the folder; undefined for none. */
  readonly decryption?: DecryptionSpec;
  /** Deletion by Flux of objects that leave the app; undefined for the fleet's defaults. */
  readonly prune?: boolean;
  /** The apps of the same target that must be Ready first, by namespace and name. */
  readonly dependsOn: readonly AppReference[];
  /** The components that must be Ready first; undefined for none. */
  readonly components?: ResolvedDependencies;
}

/** An app of the same environment and cluster. */
export interface AppReference {
  /** The app's name. */
  readonly name: string;
  /** The app's namespace. */
  readonly namespace: string;
  /** True for a folder, whose Kustomization the tenant's account applies; other apps are units of dist. */
  readonly isFolder: boolean;
}
