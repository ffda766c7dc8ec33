import { FluxContext } from '../../flux/context';
import { isAtLeast } from '../../flux/version';
import { quote } from '../../kubernetes/names';
import { Cluster } from '../cluster';
import { ArtifactSpec, SourceSpec } from '../source';
import { ResolvedDelivery, ResolvedFolder } from './resolve';

/** Every source that is fetched for a folder. */
export function sourcesOfFolder(folder: Pick<ResolvedFolder, 'artifact' | 'source'> | undefined): SourceSpec[] {
  return [...(folder?.source ? [folder.source] : []), ...Object.values(folder?.artifact?.sources ?? {})];
}

/** Whether a delivery reads an ExternalArtifact. */
export function readsArtifact({ folder }: Pick<ResolvedDelivery, 'folder'>): boolean {
  return folder?.artifact !== undefined;
}

/** Whether source-watcher makes an artifact for a delivery. */
export function makesArtifact({ folder }: Pick<ResolvedDelivery, 'folder'>): boolean {
  return folder?.artifact?.sources !== undefined;
}

/** A cluster's `extraControllers` with the source-watcher that artifacts made of sources need; undefined if it is there. */
export function lacksWatcher<C extends object>({
  extraControllers,
  fleet,
}: Pick<Cluster<C>, 'extraControllers' | 'fleet'>): string | undefined {
  const extras = extraControllers ?? fleet.extraControllers ?? [];
  return extras.includes('source-watcher') ? undefined : JSON.stringify([...extras, 'source-watcher']);
}

/**
 * Problem of an artifact where it is read.
 *
 * @param host the cluster whose Flux reads it
 * @param namespace the namespace of what reads it
 */
export function artifactProblem<C extends object>(
  artifact: ArtifactSpec,
  host: Pick<Cluster<C>, 'extraControllers' | 'fleet' | 'name'>,
  flux: FluxContext['flux'],
  namespace: string,
): string | undefined {
  const what =
    artifact.name === undefined ? 'source is an artifact' : `ExternalArtifact ${quote(artifact.name)} is read`;
  if (isAtLeast(flux, '2.7') === false) {
    return `${what}, which came with Flux 2.7, and cluster ${quote(host.name)} has ${flux}: raise its flux, or give Source.git or Source.oci`;
  }
  if (artifact.sources === undefined) {
    return artifact.namespace === undefined || artifact.namespace === namespace
      ? undefined
      : `${what} from namespace ${quote(artifact.namespace)}, and Flux lets nothing in ${quote(namespace)} refer to another one: make it in ${quote(namespace)}, and leave namespace out`;
  }
  const all = lacksWatcher(host);
  return all === undefined
    ? undefined
    : `${what} that source-watcher makes, and nothing says that cluster ${quote(host.name)} runs it: give the cluster extraControllers: ${all} and let it run there, or give Source.git or Source.oci`;
}
