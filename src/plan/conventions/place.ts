/** Where in a fleet an object or a Kustomization is, as far as its file's path tells. */
export interface Place {
  /** The cluster that it concerns: for what a manager keeps of a remote cluster, the remote one. */
  readonly cluster?: string;
  /** The environment. */
  readonly environment?: string;
  /** The component, for one of its units. */
  readonly component?: string;
  /** The tenant, for one of its units. */
  readonly tenant?: string;
  /** The app, for its Kustomization or release. */
  readonly app?: string;
  /**
   * Which of a tenant's units, or of another cluster's, it is: `access`, `apps`, `policies`, `notifications` for what tells
   * of events, or `machines` for the objects from which Cluster API makes the cluster.
   */
  readonly unit?: string;
}

/** A place as messages name it: `environment/cluster/tenant/app`, with the parts that apply. */
export function formatPlace(place: Place, cluster = place.cluster): string {
  const parts = [place.environment, cluster, place.tenant ?? place.component, place.app];
  return parts.filter((part) => part !== undefined && part !== '').join('/') || 'fleet';
}
