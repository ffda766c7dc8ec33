/**
 * An OCI artifact with a part of the generated folder. Equal files make an equal digest, so that Flux reconciles a
 * cluster or a unit only when its own files change.
 */
export interface FleetArtifact {
  /** The cluster whose Flux reads it. */
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
}

/** An artifact as messages name it: `prod/eu-1`. */
export function artifactAddress({ cluster, environment }: Pick<FleetArtifact, 'cluster' | 'environment'>): string {
  return environment === undefined ? cluster : `${environment}/${cluster}`;
}
