import { FluxObject } from './flux-object';
import { objectReference } from './references';

/** The kinds of source that a Kustomization can take its files from. */
export type SourceKind = 'GitRepository' | 'OCIRepository' | 'Bucket' | 'ExternalArtifact';

/** The kinds of source that a HelmRelease takes a chart out of. */
export type ChartSourceKind = 'HelmRepository' | 'GitRepository' | 'Bucket';

/** The kinds of source that are a chart themselves. */
export type ChartKind = 'OCIRepository' | 'HelmChart' | 'ExternalArtifact';

/** A source by kind and name. */
export interface SourceReference<Kind extends string = SourceKind> {
  /** The source's kind. */
  readonly kind: Kind;

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
export type SourceLike<Kind extends string = SourceKind> = FluxObject<Kind> | SourceReference<Kind>;

/** The kinds of {@link SourceKind}. */
export const SOURCE_KINDS: readonly SourceKind[] = ['GitRepository', 'OCIRepository', 'Bucket', 'ExternalArtifact'];

/** The kinds of {@link ChartSourceKind}. */
export const CHART_SOURCE_KINDS: readonly ChartSourceKind[] = ['HelmRepository', 'GitRepository', 'Bucket'];

/** The kinds of {@link ChartKind}. */
export const CHART_KINDS: readonly ChartKind[] = ['OCIRepository', 'HelmChart', 'ExternalArtifact'];

/**
 * The reference to the source of a Kustomization as it stands in a manifest.
 *
 * @throws Error when its kind is not one that can be a source
 */
export function sourceReference(source: SourceLike): SourceReference {
  return objectReference('sourceRef', SOURCE_KINDS, source);
}
