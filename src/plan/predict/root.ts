import { KustomizationSpec } from '../tree/flux-spec';

/** How a root was found. */
export type RootOrigin = 'artifact' | 'entry' | 'folder' | 'given' | 'instance' | 'own' | 'whole';

/** Where Kustomizations' paths start: above the tree, or in one of its folders. */
export interface PathStart {
  /** Prefix of Kustomizations' paths that the tree's paths do not have, such as `dist`. */
  readonly prefix: string;
  /**
   * Folder of the tree that Kustomizations' paths start in, such as `deploy` where an OCI artifact holds that folder.
   *
   * @default - the tree itself
   */
  readonly base?: string;
}

/** The folder that a cluster's Flux reads first. */
export interface Root extends PathStart {
  /** The cluster's name: its folder below `clusters`, or the whole path of its folder. */
  readonly cluster: string;
  /** Folder of the tree. */
  readonly directory: string;
  /** How it was found. */
  readonly origin: RootOrigin;
  /** The Kustomization that follows the folder; undefined when the tree does not hold it. */
  readonly spec?: KustomizationSpec;
}

/** Name and namespace of the Kustomization that `flux bootstrap` makes. */
export const FLUX_SYSTEM = 'flux-system';

/** The assumed root of a folder whose root Kustomization is not in the tree, such as one that is created by hand. */
export function givenSpec(root: Root): KustomizationSpec {
  return {
    namespace: FLUX_SYSTEM,
    name: FLUX_SYSTEM,
    path: root.directory,
    prune: true,
    deletionPolicy: 'MirrorPrune',
    suspend: false,
    force: false,
    dependsOn: [],
    keeps: false,
    source: { kind: 'GitRepository', namespace: FLUX_SYSTEM, name: FLUX_SYSTEM },
  };
}

/**
 * The name of the cluster that follows a folder.
 *
 * @param within folder that holds the clusters' folders
 */
export function clusterName(directory: string, within: string): string {
  const path = within !== '' && directory.startsWith(`${within}/`) ? directory.slice(within.length + 1) : directory;
  return /^(?:.*\/)?clusters\/(.+)$/.exec(path)?.[1] ?? (path || 'all');
}
