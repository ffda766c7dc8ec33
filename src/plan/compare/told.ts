import { rootAddress } from '../predict/ground';
import { sourceKey, Unit } from '../predict/unit';
import { Walk } from '../predict/walk';
import type { Reason } from './unclear';

/**
 * Facts that a cluster's walk of one tree alone adds to a comparison: names and counts, and no object. Plain data, so that
 * a later comparison in which the cluster is equal again need not follow it.
 */
export interface Told {
  /** The clusters that it applies objects to. */
  readonly targets: readonly string[];
  /** Its Kustomizations. */
  readonly units: ReadonlyArray<{
    /** The cluster whose Flux runs it. */
    readonly host: string;
    /** The cluster that its objects are applied to. */
    readonly target: string;
    /** Its `namespace/name`. */
    readonly name: string;
  }>;
  /** Their unclear parts, each with the number of its Kustomization. */
  readonly unclear: ReadonlyArray<{ readonly unit: number; readonly reason: Reason; readonly what: string }>;
  /** Parts of the fleet and the clusters that they are on, see `partsOf`. */
  readonly parts: ReadonlyArray<readonly [key: string, cluster: string]>;
  /** Branches of the cluster's own repository that its sources read. */
  readonly branches: readonly string[];
}

/** Facts that equal clusters told earlier comparisons. */
export interface ToldMemory {
  /**
   * Facts of a cluster's folder.
   *
   * @param name the folder in `clusters/`
   * @param id Git's id of the folder
   * @param ground what else it depends on
   */
  recall(name: string, id: string, ground: string): Told | undefined;
  keep(name: string, id: string, ground: string, told: Told): void;
}

/**
 * Whether what a walk finds depends on nothing but the cluster's own folder, and on which other folders exist. Foreign
 * files may lead anywhere, and a build that fails may be mended from anywhere.
 *
 * @param isOwn whether a path is one that the walk may read
 */
export function isSelfContained(walked: Walk, isOwn: (path: string) => boolean): boolean {
  const { root } = walked;
  if ((root.origin !== 'own' && root.origin !== 'folder') || !CLUSTER_FOLDER.test(root.directory)) return false;
  const isDecided = rootAddress(walked) !== undefined;
  for (const unit of walked.units.values()) {
    const { build, recipe, spec } = unit;
    if (build === undefined) {
      // Whether its path is in the tree may decide about it.
      if (!(isDecided && hasSource(unit, walked)) && /(?:^|\/)clusters(?:\/|$)/.test(spec.path)) return false;
      continue;
    }
    if (build.error !== undefined || unit.failsLater !== undefined) return false;
    if ((recipe?.source?.copies ?? recipe?.source?.include) !== undefined) return false;
    if (recipe?.fields?.ignoreMissingComponents === true) return false;
    if (!isOwn(build.directory) || !build.unlisted.every(isOwn) || !build.inputs.every(isOwn)) return false;
    if (![...build.lists, ...build.files].every(({ path }) => isOwn(path))) return false;
  }
  return true;
}

/** Folders of clusters as this library writes them. */
const CLUSTER_FOLDER = /(?:^|\/)clusters\/[^/]+$/;

/** Whether a file holds the source of a Kustomization, so that its address tells whether it is the root's. */
function hasSource({ host, spec }: Unit, { sources }: Walk): boolean {
  const source = sources.get(sourceKey(host, spec.source));
  return source !== undefined && source.copies === undefined;
}
