/**
 * An OCI artifact with a part of the generated folder. Equal files make an equal digest, so that Flux reconciles a
 * cluster or a unit only when its own files change.
 */
export interface FleetArtifact {
  /** The cluster that it is for: the one whose Flux reads it, or a remote one that this Flux deploys to. */
  readonly cluster: string;
  /** The environment on the cluster; undefined for what the cluster has itself. */
  readonly environment?: string;
  /** Repository in the registry, without a tag: `oci://ghcr.io/acme/fleet/eu-1`. */
  readonly url: string;
  /** The tag that Flux follows. */
  readonly tag: string;
  /** Directory within the output directory whose files it holds: `clusters/eu-1`. */
  readonly folder: string;
  /** Directory within the artifact at which the folder's files begin; empty for its root. */
  readonly within: string;
  /** Whether Flux verifies its signature, or will from the next commit on: it is not pushed without one. */
  readonly signed?: boolean;
  /** Whether its registry is spoken to without TLS. */
  readonly insecure?: boolean;
  /** Directories within the folder whose files it does not hold, because other artifacts do; undefined for none. */
  readonly without?: readonly string[];
  /** Branch whose commits are pushed to it; undefined for the branch that the fleet itself follows. */
  readonly branch?: string;
}

/** An artifact as messages name it: `prod/eu-1`. */
export function artifactAddress({ cluster, environment }: Pick<FleetArtifact, 'cluster' | 'environment'>): string {
  return environment === undefined ? cluster : `${environment}/${cluster}`;
}
