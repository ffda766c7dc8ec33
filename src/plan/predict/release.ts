import { quote } from '../../kubernetes/names';
import { RBAC_GROUP } from '../../kubernetes/rbac';
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

const RBAC_KINDS: ReadonlySet<string> = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']);

/**
 * The name under which Flux looks for an object when it prunes it. Its inventory writes the colons that only names of
 * RBAC may have as `__`, and reads each `__` as a colon (`object.ObjMetadata` of fluxcd/cli-utils 1.2.3).
 */
function nameInInventory({ group, kind, name }: ObjectHeader): string {
  return group === RBAC_GROUP && RBAC_KINDS.has(kind) ? name.replaceAll('__', ':') : name;
}

/** Why an object stays although its Kustomization prunes; undefined if it does not. */
export function escapesPruning(spec: KustomizationSpec, header: ObjectHeader): string | undefined {
  if (header.keeps || spec.keeps) return 'a mark on it keeps it from being pruned';
  const recorded = nameInInventory(header);
  return recorded === header.name
    ? undefined
    : `Flux records its name as ${quote(recorded)}, and looks for that one to prune it`;
}

/**
 * A Kustomization that prunes deletes an object, unless a mark or its name keeps it.
 *
 * @param protection the protection of Namespaces that is in force on the cluster
 */
export function releaseByMarks(
  spec: KustomizationSpec,
  header: ObjectHeader,
  protection: Protection | undefined,
): Release {
  const reason = escapesPruning(spec, header);
  if (reason !== undefined) return { does: 'orphans', reason };
  return protection && header.protected ? { does: 'refused', reason: protection.reason } : { does: 'prunes' };
}
