import { PolicyRule } from '../../kubernetes/rbac';
import { ResolvedDelivery } from '../delivery';
import { ResolvedIsolation } from '../isolation';
import { DecryptionSpec, SecretSpec } from '../secret';
import { SourceSpec } from '../source';
import { ConfigContent } from './config-data';
import { BreakGlass, SourceVerification } from './props';

/** One tenant in one environment on one cluster. */
export interface ResolvedTenant {
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
  readonly grants: readonly ResolvedGrant[];
  /** URLs that sources may have, or begin with where one ends with `/`, sorted. */
  readonly allowedSources: readonly string[];
  /** Charts that may be installed, sorted; undefined for all. */
  readonly allowedCharts?: readonly string[];
  /** Whether every source must carry a signature. */
  readonly verified: boolean;
  /** How the tenant is held apart. */
  readonly isolation: ResolvedIsolation;
  /** The tenant's namespaces here: the main one first, then the further ones and the tracks, each by name. */
  readonly spaces: readonly ResolvedSpace[];
}

/** Rights of a tenant's account on objects outside namespaces, each by its name. */
export interface ResolvedGrant {
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
export interface ResolvedConfigSpace {
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
export interface ResolvedTenantSecrets {
  /** The tenant's name. */
  readonly tenant: string;
  /** How its files are opened; undefined when none needs it. */
  readonly decryption?: DecryptionSpec;
  /** The namespaces that have Secrets, in the tenant's order. */
  readonly spaces: readonly ResolvedSecretSpace[];
}

/** The Secrets of one namespace of a tenant. */
export interface ResolvedSecretSpace {
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
export interface ResolvedSpace {
  /** The namespace's name. */
  readonly namespace: string;
  /** The release track's name; undefined for the main line. */
  readonly track?: string;
  /** The further namespace's own part of its name; undefined for the main one and for tracks. */
  readonly part?: string;
  /** Signatures that the source must carry; undefined for none. */
  readonly verify?: SourceVerification;
  /** Where the namespace's folders come from; undefined when each app says it itself. */
  readonly source?: SourceSpec;
  /** The apps, by name; among them the tenant's own chart, which goes by the tenant's name. */
  readonly apps: readonly ResolvedApp[];
  /** Names of the parts of that chart that are switched on, sorted; undefined without one. */
  readonly parts?: readonly string[];
}

/** One app at one place. */
export interface ResolvedApp extends ResolvedDelivery {
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
