import { Construct } from 'constructs';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { ChartSourceDefaults, defaultsOf } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, refuse, SuspendableProps } from './flux-object';
import { localReference, objectReference } from './references';
import { SignatureVerification, signatureVerification } from './signature';
import { CHART_SOURCE_KINDS, ChartSourceKind, SourceLike } from './source-reference';
import { HelmChartSpec } from './spec';

/** Props of {@link FluxHelmChart}. */
export interface FluxHelmChartProps extends SuspendableProps<HelmChartSpec>, ChartSourceDefaults {
  /** Name of the chart in a Helm repository, or its folder in another source. */
  readonly chart: string;

  /** Where the chart comes from, in the same namespace. */
  readonly sourceRef: SourceLike<ChartSourceKind>;

  /**
   * Version or range of versions; only for a Helm repository.
   *
   * @default - the newest, which is never what a fleet wants: give one
   */
  readonly version?: string;

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
   * Whether files of values that are not there are passed over.
   *
   * @default false
   */
  readonly ignoreMissingValuesFiles?: boolean;

  /**
   * How the chart's signature is verified; only for a Helm repository with an `oci://` URL.
   *
   * @default - not at all
   */
  readonly verify?: SignatureVerification;
}

/**
 * A HelmChart: one chart of a source, made ready for HelmReleases, which refer to it with `chartRef`. A HelmRelease with
 * `chart` makes one by itself. It is called so because HelmChart is where a fleet's components get their charts from.
 *
 * @example
 * const repository = new HelmRepository(chart, 'podinfo', { url: 'https://stefanprodan.github.io/podinfo' });
 * const podinfo = new FluxHelmChart(chart, 'chart', { chart: 'podinfo', version: '6.9.x', sourceRef: repository });
 * new HelmRelease(chart, 'web', { releaseName: 'web', chartRef: podinfo });
 */
export class FluxHelmChart extends FluxObject<'HelmChart'> {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when a name or duration is not one that Flux takes, or verification is asked for where there is none
   */
  public static manifest(props: FluxHelmChartProps, context: FluxContext = {}): FluxManifest {
    const defaults = defaultsOf('helmChart', context.defaults);
    const { kind } = objectReference('sourceRef', CHART_SOURCE_KINDS, props.sourceRef);
    const manifest = fluxManifest<HelmChartSpec>(
      SOURCE_API_VERSION,
      'HelmChart',
      {
        interval: props.interval ?? defaults.interval,
        chart: props.chart,
        version: props.version,
        sourceRef: { kind, ...localReference('sourceRef', props.sourceRef, context) },
        reconcileStrategy: props.reconcileStrategy,
        valuesFiles: props.valuesFiles,
        ignoreMissingValuesFiles: props.ignoreMissingValuesFiles,
        verify: signatureVerification(props.verify, context),
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    const { spec } = manifest;
    refuse(
      spec.chart === '' ? 'chart "" is not a name: give that of the chart, or its folder' : undefined,
      spec.verify && spec.sourceRef.kind !== 'HelmRepository'
        ? `charts of a ${spec.sourceRef.kind} cannot be verified: leave verify out, or take the chart from a HelmRepository`
        : undefined,
    );
    return manifest;
  }

  constructor(scope: Construct, id: string, props: FluxHelmChartProps) {
    super(scope, id, (context) => FluxHelmChart.manifest(props, context), props.metadata);
  }
}
