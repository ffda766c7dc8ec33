import { FluxObject } from './flux-object';
import { objectReference } from './references';

/** The source kinds of a Kustomization. */
export type SourceKind = 'GitRepository' | 'OCIRepository' | 'Bucket' | 'ExternalArtifact';

/** The source kinds that contain charts for a HelmRelease. */
export type ChartSourceKind = 'HelmRepository' | 'GitRepository' | 'Bucket';

/** The source kinds that are a chart themselves. */
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
   * @default - the namespace of the referring object
   */
  readonly namespace?: string;
}

/** A source as an object of this program, or by kind and name. */
export type SourceLike<Kind extends string = SourceKind> = FluxObject<Kind> | SourceReference<Kind>;

/** The values of {@link SourceKind}. */
export const SOURCE_KINDS: readonly SourceKind[] = ['GitRepository', 'OCIRepository', 'Bucket', 'ExternalArtifact'];

/** The values of {@link ChartSourceKind}. */
export const CHART_SOURCE_KINDS: readonly ChartSourceKind[] = ['HelmRepository', 'GitRepository', 'Bucket'];

/** The values of {@link ChartKind}. */
export const CHART_KINDS: readonly ChartKind[] = ['OCIRepository', 'HelmChart', 'ExternalArtifact'];

/**
 * The source reference of a Kustomization, as a manifest contains it.
 *
 * @throws Error when the kind is not a source
 */
export function sourceReference(source: SourceLike): SourceReference {
  return objectReference('sourceRef', SOURCE_KINDS, source);
}
