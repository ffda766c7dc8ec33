import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { listAt, textAt } from './parse-manifests';
import { SourceKey } from './source-key';

/** Files of a source that go into an ExternalArtifact. */
export interface Copy {
  /** Its source; without a namespace in that of the ArtifactGenerator. */
  readonly source: Omit<SourceKey, 'namespace'> & { readonly namespace?: string | undefined };
  /** A path or pattern within the source. */
  readonly from: string;
  /** Where the files go in the artifact. A folder if it is empty or ends with a slash. */
  readonly to: string;
  /** Patterns of what is left out. */
  readonly exclude: readonly string[];
}

/** An ExternalArtifact that an ArtifactGenerator makes. */
export interface GeneratedArtifact {
  readonly name: string;
  readonly copies: readonly Copy[];
}

/**
 * The artifacts that an object makes of other sources (source-watcher 2.2, `source.extensions.fluxcd.io`); undefined for
 * everything but an ArtifactGenerator. Those whose contents the tree does not tell are left out: archives that are
 * taken apart, files that are merged, and one artifact for each folder that fits a pattern.
 */
export function generatedArtifacts(object: KubernetesObject): readonly GeneratedArtifact[] | undefined {
  if (object.kind !== 'ArtifactGenerator' || apiGroup(object.apiVersion) !== 'source.extensions.fluxcd.io')
    return undefined;
  if (textAt(object, 'spec', 'pathPattern') !== undefined) return [];
  const sources = new Map(
    listAt(object, 'spec', 'sources').map((one) => [
      textAt(one, 'alias') ?? '',
      { kind: textAt(one, 'kind') ?? '', name: textAt(one, 'name') ?? '', namespace: textAt(one, 'namespace') },
    ]),
  );
  return listAt(object, 'spec', 'artifacts').flatMap((artifact) => {
    const name = textAt(artifact, 'name');
    const copies = listAt(artifact, 'copy').map((one) => copyOf(one, sources));
    return name === undefined || !copies.every((one) => one !== undefined) ? [] : [{ name, copies }];
  });
}

function copyOf(value: unknown, sources: ReadonlyMap<string, Copy['source']>): Copy | undefined {
  const [, alias = '', from = ''] = /^@([^/]*)\/(.*)$/.exec(textAt(value, 'from') ?? '') ?? [];
  const [, to] = /^@artifact\/(.*)$/.exec(textAt(value, 'to') ?? '') ?? [];
  const source = sources.get(alias);
  if (source === undefined || to === undefined || (textAt(value, 'strategy') ?? 'Overwrite') !== 'Overwrite')
    return undefined;
  return { source, from, to, exclude: listAt(value, 'exclude').filter((one) => typeof one === 'string') };
}
