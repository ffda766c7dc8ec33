import { Protection } from '../conventions/conventions';
import { KustomizationSpec } from '../tree/flux-spec';
import { ObjectHeader } from '../tree/manifest-index';

/** The action of a Kustomization on an object that it owns in the old tree. */
export interface Release {
  readonly does: 'applies' | 'holds' | 'orphans' | 'prunes' | 'refused' | 'remakes' | 'strands';
  readonly reason?: string;
}

/** The objects of a deleted Kustomization stay if its spec says so; undefined if it does not. */
export function releaseByPolicy({ suspend, deletionPolicy, prune }: KustomizationSpec): Release | undefined {
  if (suspend) return { does: 'orphans', reason: 'its Kustomization is deleted while it is suspended' };
  if (deletionPolicy === 'Orphan') return { does: 'orphans', reason: 'deletionPolicy is Orphan' };
  return deletionPolicy === 'MirrorPrune' && !prune
    ? { does: 'orphans', reason: 'its Kustomization does not prune' }
    : undefined;
}

/**
 * A Kustomization that prunes deletes an object, unless a mark forbids it.
 *
 * @param protection the protection of Namespaces that is in force on the cluster
 */
export function releaseByMarks(
  spec: KustomizationSpec,
  header: ObjectHeader,
  protection: Protection | undefined,
): Release {
  if (header.keeps || spec.keeps) return { does: 'orphans', reason: 'a mark on it keeps it from being pruned' };
  return protection && header.protected ? { does: 'refused', reason: protection.reason } : { does: 'prunes' };
}
