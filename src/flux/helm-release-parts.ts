import { FluxContext } from './context';
import { KustomizeImage, KustomizePatch } from './kustomize';
import { HELM_CHART_LAYER, ociFields, OCIRepositoryProps } from './oci-repository';
import { objectReference, optionalReference } from './references';
import { SignatureVerification } from './signature';
import { CHART_SOURCE_KINDS, ChartSourceKind, SourceLike } from './source-reference';
import { HelmReleaseSpec } from './spec';
import { SpecFields } from './spec-fields';

/** A chart of a HelmRepository, a GitRepository or a Bucket. */
export interface ChartReference {
  /** Name of the chart in a Helm repository, or its folder in another source. */
  readonly chart: string;

  /**
   * Version or range of versions; only for a Helm repository.
   *
   * @default - the newest, which is never what a fleet wants: give one
   */
  readonly version?: string;

  /** Where the chart comes from. */
  readonly sourceRef: SourceLike<ChartSourceKind>;

  /**
   * Whether a chart of another source than a Helm repository is new when its version is, or with every revision.
   *
   * @default - ChartVersion
   */
  readonly reconcileStrategy?: 'ChartVersion' | 'Revision';

  /**
   * Files of values within the source, later ones win.
   *
   * @default - the chart's own `values.yaml`
   */
  readonly valuesFiles?: readonly string[];

  /**
   * How the chart's signature is verified; only for a Helm repository with an `oci://` URL.
   *
   * @default - not at all
   */
  readonly verify?: Pick<SignatureVerification, 'provider' | 'secretRef'>;
}

/**
 * A chart of an OCI registry: Flux makes the OCIRepository for it, and takes it away with the release. Flux 2.10 and
 * later; for earlier ones make an {@link OCIRepository} and give it as `chartRef`.
 */
export interface OCIChart extends Omit<OCIRepositoryProps, 'metadata' | 'specOverrides' | 'layerSelector'> {
  /** What Flux makes for the chart. */
  readonly kind: 'OCIRepository';

  /**
   * Which layer of the artifact is the chart.
   *
   * @default - {@link HELM_CHART_LAYER}, as Helm pushes charts
   */
  readonly layerSelector?: OCIRepositoryProps['layerSelector'];
}

/** A ConfigMap or Secret, of the same namespace, that holds values of a chart. */
export interface ValuesReference {
  /** Kind. */
  readonly kind: 'ConfigMap' | 'Secret';
  /** Name. */
  readonly name: string;

  /**
   * The key that holds the values.
   *
   * @default - values.yaml
   */
  readonly valuesKey?: string;

  /**
   * The one value, such as `database.password`, that the key holds.
   *
   * @default - the key holds values as YAML
   */
  readonly targetPath?: string;

  /**
   * Whether what the key holds is one value as it is, and not read for lists and maps; with `targetPath`. Flux 2.9 and
   * later.
   *
   * @default false
   */
  readonly literal?: boolean;

  /**
   * Whether it may be missing.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** Changes to what a chart renders. */
export interface KustomizePostRenderer {
  /** Patches. */
  readonly patches?: readonly KustomizePatch[];
  /** Images that are replaced. */
  readonly images?: readonly KustomizeImage[];
}

/** What Flux makes for a chart, as it stands in a manifest. */
export function chartTemplate(
  chart: ChartReference | OCIChart,
  context: FluxContext,
): SpecFields<NonNullable<HelmReleaseSpec['chart']>> {
  if (!('kind' in chart)) return { spec: chartFields(chart, context) };
  const { kind, layerSelector = HELM_CHART_LAYER } = chart;
  return { kind, spec: ociFields({ ...chart, layerSelector }, context) };
}

function chartFields(chart: ChartReference, context: FluxContext) {
  const { verify } = chart;
  return {
    chart: chart.chart,
    version: chart.version,
    sourceRef: objectReference('sourceRef', CHART_SOURCE_KINDS, chart.sourceRef),
    reconcileStrategy: chart.reconcileStrategy,
    valuesFiles: chart.valuesFiles,
    verify: verify && {
      provider: verify.provider,
      secretRef: optionalReference('verify.secretRef', verify.secretRef, context),
    },
  };
}
