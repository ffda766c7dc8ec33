import { defined } from '../../core/defined';
import { FluxSource } from '../tree/flux-spec';
import { SourceKey } from '../tree/source-key';
import { Artifact } from './builds';
import { sourceKey } from './unit';

/** A source's part of the repository; undefined when it takes what all do. */
export function artifactOf(
  host: string,
  key: SourceKey,
  sources: ReadonlyMap<string, FluxSource>,
): Artifact | undefined {
  const source = sources.get(sourceKey(host, key));
  if (source === undefined) return undefined;
  const { selection, include, address, copies, holds } = source;
  const isWhole = Object.keys(selection).length === 0;
  if (holds && holds.folder !== '') {
    const { folder, without: exclude } = holds;
    // As if it were copied: what is left out is what a copy leaves out.
    const copy = { source: key, from: `${folder}/**`, to: `${folder}/`, exclude };
    return { copies: [{ ...copy, artifact: isWhole ? {} : { selection } }] };
  }
  if (copies)
    return { copies: copies.map((one) => ({ ...one, artifact: artifactOf(host, one.source, sources) ?? {} })) };
  if (isWhole && include.length === 0) return undefined;
  const from = include.map((one) => {
    const other = sources.get(sourceKey(host, { ...key, name: one.repository }));
    const isOwn = other !== undefined && other.address === address && other.include.length === 0;
    const { repository: name, from: folder, to } = one;
    return { name, from: folder, to, ...defined({ artifact: isOwn ? { selection: other.selection } : undefined }) };
  });
  return { selection, ...defined({ include: from.length > 0 ? from : undefined }) };
}
