import { ResolvedDelivery } from '../../features/delivery';
import { SourceSpec } from '../../features/source';
import { securePath } from '../../plan/tree/manifest-tree';
import { sourceAddress } from '../../plan/tree/source-key';
import { ResolvedCluster, ResolvedFleet } from '../resolve/resolved-fleet';
import { fold } from '../write/paths';

/**
 * Folders of the fleet's own repository that components and apps deliver, by the entries of `clusters/` whose files
 * refer to them, in lower case.
 */
export type OwnFolders = ReadonlyMap<string, ReadonlySet<string>>;

/** The folders of its own repository that a fleet delivers. */
export function ownFolders({ source, clusters }: ResolvedFleet): OwnFolders {
  const found = new Map<string, Set<string>>();
  if (source.kind !== 'GitRepository') return found;
  const own = sourceAddress(source.url);
  const isOwn = (one: SourceSpec | undefined) => one?.kind === 'GitRepository' && sourceAddress(one.url) === own;
  for (const cluster of clusters) {
    const entry = fold(cluster.manager ?? cluster.name);
    for (const { folder, from } of deliveries(cluster, source)) {
      if (folder === undefined || folder.artifact !== undefined || !isOwn(folder.source ?? from)) continue;
      const folders = found.get(entry) ?? new Set();
      found.set(entry, folders.add(securePath(folder.path)));
    }
  }
  return found;
}

interface Delivery extends Pick<ResolvedDelivery, 'folder'> {
  /** The source of a folder that has none of its own. */
  readonly from?: SourceSpec | undefined;
}

function* deliveries({ components, environments }: ResolvedCluster, fleet: SourceSpec): Generator<Delivery> {
  for (const { folder } of components) yield { folder, from: fleet };
  for (const { components: own, tenants, source: environment } of environments) {
    for (const { folder } of own) yield { folder, from: environment };
    for (const { spaces } of tenants) {
      for (const { apps, source: from } of spaces) for (const { folder } of apps) yield { folder, from };
    }
  }
}
