import type { PlacementSpec } from '../../src/features/placement';

/**
 * A random fleet as plain data: what its program says, without an order. `buildFleet` makes the fleet of it, and tests
 * take parts out of it. Everything that comes out of the arbitrary is valid.
 */
export interface FleetDescription {
  readonly source: 'git' | 'oci';
  readonly path: string;
  readonly presets: readonly PresetDescription[];
  readonly groups: readonly GroupDescription[];
  readonly clusters: readonly ClusterDescription[];
  readonly environments: readonly EnvironmentDescription[];
  readonly components: readonly ComponentDescription[];
  readonly tenants: readonly TenantDescription[];
}

/** A layer of configuration; `region`, `nested.replicas` and `zones` are also set by the fleet. */
export interface Site {
  region: string;
  port?: number;
  nested: { replicas: number; note?: string };
  zones: readonly string[];
}

export interface ConfigDescription {
  readonly region?: string;
  readonly port?: number;
  readonly nested?: { readonly replicas?: number; readonly note?: string };
  readonly zones?: readonly string[];
  /** Keys whose values functions make of others, or that are taken out. */
  readonly made?: ReadonlyArray<'region' | 'replicas' | 'note' | 'no port'>;
}

export interface PresetDescription {
  readonly name: string;
  readonly config: ConfigDescription;
  readonly labels: Readonly<Record<string, string>>;
  /** Pods that tenants may have; undefined for what the library says. */
  readonly pods?: number;
  readonly component: boolean;
}

export interface GroupDescription {
  readonly name: string;
  readonly config: ConfigDescription;
  readonly labels: Readonly<Record<string, string>>;
  readonly presets: readonly string[];
}

export interface ClusterDescription extends GroupDescription {
  readonly groups: readonly string[];
  readonly managedBy?: string;
  readonly secret?: string;
}

export interface EnvironmentDescription {
  readonly name: string;
  readonly clusters: readonly string[];
  readonly prefix?: string;
  readonly branch?: string;
  readonly config: ConfigDescription;
  readonly presets: readonly string[];
}

export interface ComponentDescription {
  readonly name: string;
  /** `fleet`, or a kind and a name such as `environment dev`. */
  readonly scope: string;
  readonly kind: 'manifests' | 'repository' | 'oci' | 'git';
  readonly shared: boolean;
  readonly clusterRole: boolean;
  readonly dependsOn: readonly string[];
  readonly placement?: PlacementSpec;
}

export interface AppDescription {
  readonly name: string;
  readonly path: 'static' | 'cluster' | 'config';
  readonly substitutions: 'none' | 'static' | 'target';
  readonly enabled: 'always' | 'target';
  readonly dependsOn: readonly string[];
  readonly placement?: PlacementSpec;
  readonly overrides: ReadonlyArray<{
    readonly placement: PlacementSpec;
    readonly what: 'path' | 'substitution' | 'enabled';
  }>;
}

export interface SpaceDescription {
  readonly source: 'git' | 'oci' | 'target';
  readonly placement?: PlacementSpec;
  readonly apps: readonly AppDescription[];
}

export interface ReleaseDescription extends SpaceDescription {
  readonly name: string;
}

export interface TenantDescription extends SpaceDescription {
  readonly name: string;
  readonly owners: readonly string[];
  readonly imagePullSecrets: readonly string[];
  readonly releases: readonly ReleaseDescription[];
}
