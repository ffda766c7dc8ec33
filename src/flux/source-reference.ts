import { ApiObject } from 'cdk8s';
import { defined } from './flux-object';

/** The kinds of source that a Kustomization can take its files from. */
export type SourceKind = 'GitRepository' | 'OCIRepository' | 'Bucket' | 'ExternalArtifact';

/** A source by kind and name. */
export interface SourceReference {
  /** The source's kind. */
  readonly kind: SourceKind | 'HelmRepository';

  /** The source's name. */
  readonly name: string;

  /**
   * The source's namespace. Under Flux's lockdown (`--no-cross-namespace-refs`) it must be the object's own.
   *
   * @default - the namespace of the object that refers to it
   */
  readonly namespace?: string;
}

/** A source as an object of this program, or by kind and name. */
export type SourceLike = ApiObject | SourceReference;

/** The reference as it stands in a manifest. */
export function sourceReference(source: SourceLike): SourceReference {
  if (!(source instanceof ApiObject)) return defined({ ...source });
  return defined({
    kind: source.kind as SourceReference['kind'],
    name: source.name,
    namespace: source.metadata.namespace,
  });
}
