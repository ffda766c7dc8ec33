import { FleetArtifact } from '../../artifacts/artifact';
import { defined } from '../../core/defined';
import { ResolvedFleet } from '../resolve/resolved-fleet';

/**
 * The artifacts that a fleet is delivered in. None where Flux reads Git, or follows no tag that could be moved.
 *
 * The one artifact of a fleet without artifacts of its clusters is named like the fleet.
 */
export function artifactsOf({ name, source, path }: ResolvedFleet): FleetArtifact[] {
  if (source.kind !== 'OCIRepository') return [];
  const { url, ref, verify, signed, insecure } = source;
  if (ref.tag === undefined) return [];
  const within = path.replace(/^\.\/?/, '');
  const marks = defined({ signed: signed || verify ? true : undefined, insecure: insecure || undefined });
  return [{ cluster: name, url, tag: ref.tag, folder: '', within, ...marks }];
}
