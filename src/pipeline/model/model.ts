import type { FleetArtifact } from '../../artifacts/artifact';
import type { SourceLocation } from '../../core/source-location';
import type { Versions } from '../../schema/version-props';

/** A statement of the program. */
interface Stated {
  readonly name: string;
  /** Where the program says it; undefined where that is not known. */
  readonly location?: SourceLocation;
}

/** A cluster, as `flux-fleet list clusters` has it. */
export interface ListedCluster extends Stated, Versions {
  /** The cluster whose Flux deploys to it. */
  readonly manager?: string;
  readonly groups: readonly string[];
  readonly environments: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it leaves the fleet. */
  readonly state?: 'drained' | 'handed over';
}

/** An environment. */
export interface ListedEnvironment extends Stated {
  /** Branch that its folder is read from, where it is not the fleet's. */
  readonly branch?: string;
  /** Prefix of its namespaces. */
  readonly prefix: string;
  readonly clusters: readonly string[];
}

/** A group of clusters. */
export interface ListedGroup extends Stated {
  readonly clusters: readonly string[];
}

/** A tenant. */
export interface ListedTenant extends Stated {
  readonly owners: readonly string[];
  readonly apps: readonly string[];
  readonly targets: readonly string[];
}

/** An app, by its tenant and name: `shop/web`, with a track `shop/beta/web`. */
export interface ListedApp extends Stated {
  readonly tenant: string;
  readonly kind: 'chart' | 'folder' | 'objects' | 'part';
  readonly dependsOn: readonly string[];
  readonly targets: readonly string[];
}

/** A component. */
export interface ListedComponent extends Stated {
  /** Its owner: `fleet`, `environment dev`, `group edge`, `cluster eu-1`. */
  readonly scope: string;
  readonly kind: 'chart' | 'folder' | 'objects';
  readonly dependsOn: readonly string[];
  readonly targets: readonly string[];
}

/** A target: a cluster, or an environment on one. */
export interface ListedTarget {
  /** As in messages: `eu-1`, `prod/eu-1`. */
  readonly name: string;
  readonly cluster: string;
  readonly environment?: string;
  readonly components: readonly string[];
  readonly tenants: readonly string[];
}

/** A repository, artifact or chart that Flux reads. */
export interface ListedSource {
  readonly kind: string;
  readonly url: string;
  /** The part read: `branch main`, `version 18.x`. */
  readonly ref: string;
  /** The fleet, tenants, apps and components that use it. */
  readonly usedBy: readonly string[];
}

/** A Secret that the fleet makes or needs: its name, never its value. */
export interface ListedSecret {
  /** The cluster that it lies on. */
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** Who makes it: a file of SOPS, a SealedSecret, an operator, or a person. */
  readonly from: 'external' | 'person' | 'sealed' | 'sops';
  /** Its reader. */
  readonly for: string;
}

/** A fleet's elements as plain data: the answer to `flux-fleet list`, and what `graph`, `doctor` and `add` read. */
export interface FleetModel {
  readonly fleet: string;
  /** The repository that Flux follows. */
  readonly source: { readonly url: string; readonly ref: string; readonly secretName?: string };
  readonly location?: SourceLocation;
  readonly clusters: readonly ListedCluster[];
  readonly environments: readonly ListedEnvironment[];
  readonly groups: readonly ListedGroup[];
  readonly tenants: readonly ListedTenant[];
  readonly apps: readonly ListedApp[];
  readonly components: readonly ListedComponent[];
  readonly targets: readonly ListedTarget[];
  readonly sources: readonly ListedSource[];
  readonly secrets: readonly ListedSecret[];
  /** The OCI artifacts that it is delivered in, for `flux-fleet push`. */
  readonly artifacts: readonly FleetArtifact[];
}
